"""What may be asked of the GeoReport server, and what it says of a request. Pure.

The 90 days, the bounds and the defaults are those of GeoReport v2; where it is silent, ``docs/open311.md`` says what
was decided.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from community.db.ids import read_number
from community.i18n import N_, _

SPAN = timedelta(days=90)
MOST_ROWS = 1_000
LONGEST_DESCRIPTION = 4_000
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
STATUSES = ("open", "closed")
TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
"""Markup in words that should have none."""
FAR_METERS = 25_000.0
"""Who reports a place farther than this from every board means another city."""
DEED = {
    "done": "closed",
    "not_found": "no_further_action",
    "not_responsible": "not_councils_responsibility",
    "declined": "no_further_action",
    "duplicate": "duplicate",
    "imported": "closed",
}
"""Closing codes in the extended words of mySociety; never "fixed", which is the neighbors' to say."""
SAID = {"scheduled": "action_scheduled", "transferred": "internal_referral", "answer": "unchanged"}
EXTENDED_STATUSES = (
    "OPEN", "CLOSED", "FIXED", "IN_PROGRESS", "PLANNED", "ACTION_SCHEDULED", "INVESTIGATING", "DUPLICATE",
    "NOT_COUNCILS_RESPONSIBILITY", "NO_FURTHER_ACTION", "INTERNAL_REFERRAL", "FOR_TRIAGE", "CANCELLED", "REOPEN",
    "UNCHANGED",
)  # fmt: skip
"""What an update may say of the status, in mySociety's extension."""
BAD_MOMENT = N_("{name}: write a date and time with its zone, like 2026-06-11T08:30:00Z.")


class Problems(Exception):
    """What is wrong with a call: an HTTP status, and one sentence or several for the user's eyes."""

    def __init__(self, *said: str, status: int = 400, retry_after: int | None = None) -> None:
        super().__init__("; ".join(said))
        self.said, self.status, self.retry_after = said, status, retry_after


@dataclass(frozen=True)
class Wanted:
    """The requests asked for. ``ids`` (where given) overrides the rest. Bounds are inclusive; an end counts to the
    end of its second, because answers show no fractions."""

    ids: tuple[int, ...] | None = None
    codes: tuple[str, ...] = ()
    status: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    page: int = 1
    page_size: int = MOST_ROWS


@dataclass(frozen=True)
class WantedUpdates:
    """The updates asked for, by when they were said; bounds as above."""

    start: datetime | None
    end: datetime | None
    page: int = 1
    page_size: int = MOST_ROWS


def read_wanted_updates(params: Mapping[str, str], now: datetime) -> WantedUpdates:
    """The arguments of GET servicerequestupdates. Raises Problems, with all that is wrong."""
    problems: list[str] = []
    start, end = (read_moment(params, name, problems) for name in ("start_date", "end_date"))
    start, end = window(start, end, now, problems)
    page, size = _page(params, problems)
    if problems:
        raise Problems(*problems)
    return WantedUpdates(start, end, page, size)


def read_wanted(params: Mapping[str, str], now: datetime) -> Wanted:
    """The arguments of GET requests. Raises Problems, with all that is wrong."""
    if ids := _listed(params.get("service_request_id")):
        return Wanted(ids=tuple(number for number in map(read_number, ids) if number is not None)[:MOST_ROWS])
    problems: list[str] = []
    names = ("start_date", "end_date", "updated_after", "updated_before")
    start, end, after, before = (read_moment(params, name, problems) for name in names)
    by_update = (after or before) is not None and (start or end) is None
    if by_update:
        after, before = window(after, before, now, problems)
    else:
        start, end = window(start, end, now, problems)
    status = read_status(params.get("status"), problems)
    page, size = _page(params, problems)
    if problems:
        raise Problems(*problems)
    codes = tuple(_listed(params.get("service_code")))[:MOST_ROWS]
    return Wanted(None, codes, status, start, end, after, before, page, size)


def read_bulk(params: Mapping[str, str]) -> Wanted:
    """The arguments of the bulk file: as of GET requests, of any span. Raises Problems, with all that is wrong."""
    problems: list[str] = []
    start, end = (read_moment(params, name, problems) for name in ("start_date", "end_date"))
    status = read_status(params.get("status"), problems)
    if problems:
        raise Problems(*problems)
    return Wanted(None, tuple(_listed(params.get("service_code")))[:MOST_ROWS], status, start, end)


def window(
    start: datetime | None, end: datetime | None, now: datetime, problems: list[str]
) -> tuple[datetime | None, datetime | None]:
    """Both ends of a span of at most 90 days; what is missing follows from the other end, or is now."""
    if start is None and end is None:
        return now - SPAN, None
    if end is None and start is not None:
        return start, start + SPAN if start < now - SPAN else None
    if start is None and end is not None:
        return (end - SPAN if end.year > 1 else end), end
    if start is not None and end is not None and start > end:
        problems.append(_("The start of the span lies after its end."))
    elif start is not None and end is not None and end - start > SPAN:
        problems.append(_("That is more than 90 days. Ask for 90 days at most at a time."))
    return start, end


def read_moment(params: Mapping[str, str], name: str, problems: list[str]) -> datetime | None:
    """The moment in this argument, in UTC; None where it is absent or empty."""
    text = params.get(name, "").strip()
    if not text:
        return None
    # A plus sign in an address means a blank; whoever forgot to write %2B still meant a zone.
    text = text.replace(" ", "+")
    try:
        if MOMENT.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    problems.append(_(BAD_MOMENT).format(name=name))
    return None


def read_status(text: str | None, problems: list[str]) -> str | None:
    """``open``, ``closed``, or None for both."""
    wanted = {word.lower() for word in _listed(text)}
    if wanted - set(STATUSES):
        problems.append(_("status: write open, closed, or both with a comma between them."))
    return wanted.pop() if len(wanted) == 1 else None


def words_shown(title: str, description: str) -> str:
    """The words of a post as one description; a title that only repeats their beginning is not said twice."""
    if not description or description.startswith(title.removesuffix("…")):
        return (description or title)[:LONGEST_DESCRIPTION]
    return f"{title}\n\n{description}"[:LONGEST_DESCRIPTION]


def update_status(kind: str, code: str | None) -> str:
    """What a word of the city means, in the extended words of the updates extension."""
    return DEED.get(code or "", "closed") if kind == "closed" else SAID.get(kind, "unchanged")


def _listed(text: str | None) -> list[str]:
    return [word for word in (part.strip() for part in (text or "").split(",")) if word]


def _page(params: Mapping[str, str], problems: list[str]) -> tuple[int, int]:
    """Which page, and how many rows it has."""
    return _count(params, "page", 1, 10**6, problems), _count(params, "page_size", MOST_ROWS, MOST_ROWS, problems)


def _count(params: Mapping[str, str], name: str, otherwise: int, most: int, problems: list[str]) -> int:
    text = params.get(name, "").strip()
    if not text:
        return otherwise
    if text.isascii() and text.isdigit() and len(text) <= 9 and 0 < int(text) <= most:
        return int(text)
    problems.append(_("{name}: write a number from 1 to {most}.").format(name=name, most=most))
    return otherwise


def texts_of(params: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Arguments by name, the first of each; what is no text is left out."""
    found: dict[str, str] = {}
    for name, value in params:
        if isinstance(value, str):
            found.setdefault(name, value)
    return found
