"""Speaking GeoReport v2 to an agency's system: one question each, told apart by what is certain afterwards.

``Unclear``: it may have acted. ``Refusal``: it has not, and will not. ``NotNow``: it has not, and may later.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import quote, urlencode

from community.open311.client_line import Line
from community.open311.parsing import Record, Unreadable, carries, read_problems, read_records
from community.open311.parsing_requests import Seen, Update, seen_of, update_of
from community.outbound import Answer, Unreachable, ask

MOST_PAGES = 40
LONGEST_REST = timedelta(hours=1)
FORM = "application/x-www-form-urlencoded; charset=utf-8"
Fields = Iterable[tuple[str, str]]
T = TypeVar("T")


class Problem(Exception):
    """There was no good answer; the message says why, for the operator."""


class Unclear(Problem):
    """The request left, and we do not know what became of it."""


class NotNow(Problem):
    """It did not take the request, and may later; ``after`` where it said when. ``answered``: it is there, and fails at
    this very question."""

    def __init__(self, why: str, after: timedelta = timedelta(0), *, answered: bool = False) -> None:
        super().__init__(why)
        self.after, self.answered = after, answered


class Refusal(Problem):
    """It did not take the request, and will not: ``status`` is that of HTTP."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(f"answered {status}: {why}" if why else f"answered {status}")
        self.status = status


def post_request(line: Line, fields: Fields, key: str) -> Seen:
    """Open a request. What comes back has a number, a token, or (a system that gives neither) nothing. Raises Unclear,
    Refusal, NotNow."""
    records = _post(line, "requests", fields, key)
    if not records:
        raise Unclear("it answered without a request")
    return seen_of(records[0], line.zone)


def post_update(line: Line, fields: Fields, key: str) -> None:
    """Say something more about a request it has. A system that tells updates apart refuses what it has already: then it
    is there. Raises Unclear, Refusal, NotNow."""
    try:
        _post(line, "servicerequestupdates", fields, key)
    except Refusal as refusal:
        if refusal.status not in (400, 409) or "already exist" not in str(refusal).lower():
            raise


def number_for(line: Line, token: str) -> str:
    """The number a token stands for; empty while there is none. Raises NotNow, Refusal."""
    try:
        records = _get(line, f"tokens/{quote(token, safe='')}", ())
    except Refusal as refusal:
        if refusal.status in (400, 404):  # some say so until the number is there
            return ""
        raise
    return next((seen.reference for seen in (seen_of(one, line.zone) for one in records) if seen.reference), "")


def requests_by_key(line: Line, parameter: str, key: str) -> list[Seen]:
    """Our own requests with this key, by a list that can be asked for it. Raises NotNow, Refusal, and Unclear where the
    list holds requests that do not carry it: then it was not asked for at all."""
    found = _get(line, "requests", [(parameter, key)])
    carrying = [record for record in found if carries(record, key)]
    if found and not carrying:
        raise Unclear(f"its list does not heed {parameter}")
    return [seen_of(record, line.zone) for record in carrying]


def requests_by_number(line: Line, numbers: list[str]) -> list[Seen]:
    """Requests by their numbers, as far as the city knows them. Raises NotNow, Refusal."""
    if len(numbers) == 1:
        try:
            found = _get(line, f"requests/{quote(numbers[0], safe='')}", ())
        except Refusal as refusal:
            if refusal.status == 404:
                return []
            raise
    else:
        found = _get(line, "requests", [("service_request_id", ",".join(numbers))])
    seen = [seen_of(one, line.zone) for one in found]
    return [one for one in seen if one.reference in numbers]


def requests_between(line: Line, start: datetime, end: datetime) -> list[Seen]:
    """Requests made in a span of at most 90 days. Raises NotNow, Refusal."""
    span = [("start_date", _written(start)), ("end_date", _written(end))]
    return _pages(line, span, lambda asked: [seen_of(record, line.zone) for record in _get(line, "requests", asked)])


def _pages(line: Line, span: list[tuple[str, str]], ask: Callable[[Fields], list[T]]) -> list[T]:
    """All of a list, page by page where it has pages. Raises NotNow, Refusal."""
    size = line.quirks.page_size
    if size is None:
        return ask(span)
    found: dict[T, None] = {}
    for page in range(1, MOST_PAGES + 1):
        more = ask([*span, (line.quirks.page_size_name, str(size)), ("page", str(page))])
        new = [one for one in more if one not in found]
        found |= dict.fromkeys(new)
        if len(more) < size or not new:  # a system that repeats its last page has said it all
            return list(found)
    raise NotNow("its list has no end")


def updates_between(line: Line, start: datetime, end: datetime) -> list[Update]:
    """What happened in this span, by the updates extension. Raises NotNow, Refusal."""
    span = [("start_date", _written(start)), ("end_date", _written(end))]
    if line.key and not line.quirks.knows_senders:
        span.append(("api_key", line.key))
    name = "servicerequestupdates"
    return _pages(line, span, lambda asked: [update_of(record, line.zone) for record in _get(line, name, asked)])


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _post(line: Line, name: str, fields: Fields, key: str) -> list[Record]:
    known = [("api_key", line.key)] if line.key else []
    body = urlencode([*known, *_jurisdiction(line), *fields]).encode()
    headers = {"Content-Type": FORM, "Idempotency-Key": key}
    try:
        answer = ask(f"{line.url}/{name}.{line.format}", line.limits, method="POST", body=body, headers=headers)
    except Unreachable as problem:
        raise (Unclear if problem.sent else NotNow)(str(problem)) from problem
    if answer.status >= 500 or answer.status == 408:
        raise Unclear(f"answered {answer.status} after it was sent: {read_problems(answer.body)}")
    _check(answer)
    try:
        return read_records(answer.body)
    except Unreadable as problem:
        raise Unclear(f"answered {answer.status}, and {problem}") from None


def _get(line: Line, name: str, asked: Fields) -> list[Record]:
    known = [("api_key", line.key)] if line.key and line.quirks.knows_senders else []
    query = urlencode([*known, *_jurisdiction(line), *line.quirks.asks, *asked])
    address = f"{line.url}/{name}.{line.format}" + (f"?{query}" if query else "")
    try:
        answer = ask(address, line.limits)
    except Unreachable as problem:
        raise NotNow(str(problem)) from problem
    if answer.status >= 500 or answer.status == 408:
        raise NotNow(f"answered {answer.status}: {read_problems(answer.body)}", answered=True)
    _check(answer)
    try:
        return read_records(answer.body)
    except Unreadable as problem:
        raise NotNow(str(problem), answered=True) from None


def _jurisdiction(line: Line) -> list[tuple[str, str]]:
    return [("jurisdiction_id", line.jurisdiction)] if line.jurisdiction else []


def _check(answer: Answer) -> None:
    """Raises Refusal, NotNow for anything but a success."""
    if answer.status == 429:
        raise NotNow("answered 429", _rest(answer.headers))
    if not 200 <= answer.status < 300:
        raise Refusal(answer.status, read_problems(answer.body))


def _rest(headers: Mapping[str, str]) -> timedelta:
    """For how long it asks to be left alone."""
    said = headers.get("retry-after", "")
    if not (said.isascii() and said.isdigit() and len(said) < 9):
        return timedelta(0)
    return min(timedelta(seconds=int(said)), LONGEST_REST)
