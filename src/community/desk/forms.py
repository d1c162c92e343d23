"""What the desk's pages are asked: the view of the queue in the address, and the acts a liaison posts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from community.catalog.rules import answers_in
from community.db.ids import read_number
from community.desk.filters import AGES, LONGEST_TEXT, STATES, TARGETS, Narrowing
from community.desk.queries import NO_BOARD, Wanted
from community.desk.rules import BY_TIME, FIRST_VIEW, SORTS, VIEWS
from community.errors import Refused
from community.i18n import _
from community.prose import clean, clean_line

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class QueueForm:
    """A page of the queue as its address says it; ``case_id`` is the case shown beside the list."""

    wanted: Wanted
    case_id: int | None = None

    def address(self, **changes: Any) -> str:
        """The query string of this queue, with some of it changed; None takes a part away."""
        wanted = self.wanted
        parts: dict[str, Any] = {
            "view": wanted.view,
            "sort": None if wanted.sort == "left" else wanted.sort,
            "board": wanted.board_id,
            "service": wanted.service_id,
            "q": wanted.by.text or None,
            "agency": wanted.by.agency_id,
            "age": wanted.by.age or None,
            "state": wanted.by.state or None,
            "target": wanted.by.target or None,
            "after": write_cursor(wanted.after),
            "case": self.case_id,
            **changes,
        }
        return urlencode({name: value for name, value in parts.items() if value is not None})


@dataclass(frozen=True)
class ActForm:
    """What a liaison typed into one of the forms of a case, cleaned; ``version`` is the case they looked at.

    ``back`` is the address of the queue they work through, empty where they came from elsewhere; ``on_page``: the form
    stood on the page of the case, not beside the queue.
    """

    version: int = 0
    words: str = ""
    visible: str = "public"
    on: date | None = None
    reason: str = ""
    code: str = ""
    detail: str = ""
    duplicate_of: str = ""
    agency_id: int | None = None
    liaison_id: int | None = None
    service_id: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    tell: tuple[int, ...] = ()
    """Colleagues ticked below a staff note."""
    back: str = ""
    on_page: bool = False

    @property
    def public_words(self) -> str:
        """The words, for everybody to read. Raises Refused when the person meant them for staff alone."""
        if self.visible == "internal":
            raise Refused(
                _("You chose a staff note, so nothing was published. Press “Save note”, or choose public answer.")
            )
        return self.words


def read_queue(params: Mapping[str, str]) -> QueueForm:
    """The queue asked for; what makes no sense is left out."""
    view = params.get("view", FIRST_VIEW)
    view = view if view in VIEWS else FIRST_VIEW
    sort = params.get("sort", "left")
    sort = sort if sort in SORTS else "left"
    board = params.get("board")
    wanted = Wanted(
        view=view,
        sort=sort,
        board_id=NO_BOARD if board == str(NO_BOARD) else read_number(board),
        service_id=read_number(params.get("service")),
        after=read_cursor(params.get("after", ""), sort=sort, by_time=sort == "left" and view in BY_TIME),
        by=_narrowing(params),
    )
    return QueueForm(wanted, read_number(params.get("case")))


def _narrowing(params: Mapping[str, str]) -> Narrowing:
    age, state, target = (params.get(name, "") for name in ("age", "state", "target"))
    return Narrowing(
        text=clean_line(params.get("q", "")[: 4 * LONGEST_TEXT])[:LONGEST_TEXT],
        agency_id=read_number(params.get("agency")),
        age=age if age in AGES else "",
        state=state if state in STATES else "",
        target=target if target in TARGETS else "",
    )


def read_act(params: Mapping[str, Any]) -> ActForm:
    """A posted act. Nothing is judged here: the action says what is wrong."""
    return ActForm(
        version=read_number(_text(params, "version")) or 0,
        words=clean(_text(params, "words")),
        visible="internal" if _text(params, "visible") == "internal" else "public",
        on=_day(_text(params, "on")),
        reason=_text(params, "reason"),
        code=_text(params, "code"),
        detail=clean_line(_text(params, "detail_" + _text(params, "code"))),
        duplicate_of=clean_line(_text(params, "duplicate_of")),
        agency_id=read_number(_text(params, "agency")),
        liaison_id=read_number(_text(params, "liaison")),
        service_id=read_number(_text(params, "service")),
        answers=answers_in(params.items()),
        tell=_numbers(params, "tell"),
        back=read_address(_text(params, "back")),
        on_page="on_page" in params,
    )


def read_address(words: str) -> str:
    """The address of a queue page, written anew from what of it makes sense; empty when the form stood elsewhere."""
    return read_queue(dict(parse_qsl(words[:1000]))).address() if words else ""


def write_cursor(after: tuple[Any, ...] | None) -> str | None:
    """A position in the list as text: votes, or microseconds since 1970, and the id; by time left the part of the list,
    the due moment (or nothing), what the age is counted from, and the id."""
    return ".".join(map(_written, after)) if after is not None else None


def _written(key: Any) -> str:
    if isinstance(key, datetime):
        return str((key - EPOCH) // timedelta(microseconds=1))
    return "" if key is None else str(key)


def read_cursor(words: str, *, sort: str, by_time: bool = False) -> tuple[Any, ...] | None:
    """The position in ``words``; None for what is none: then the list begins at its beginning."""
    parts = words.split(".")
    if len(parts) != (4 if by_time else 2):
        return None
    numbers = [0 if part == "0" else read_number(part) for part in parts]
    first, *middle, last = numbers
    if first is None or not last:
        return None
    if not by_time:
        return first if sort == "votes" else _moment(first), last
    due, age = middle
    if age is None or (due is None) != (parts[1] == ""):
        return None
    return first, None if due is None else _moment(due), _moment(age), last


def _moment(microseconds: int) -> datetime:
    if microseconds > 220_000_000_000_000_000:  # beyond the year 9000 nothing was written
        return EPOCH
    seconds, rest = divmod(microseconds, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


def _text(params: Mapping[str, Any], name: str) -> str:
    value = params.get(name, "")
    return value if isinstance(value, str) else ""


def _numbers(params: Mapping[str, Any], name: str) -> tuple[int, ...]:
    """Every number of a field that may stand in the form more than once; what is none stays as one that nobody has."""
    return tuple(read_number(str(value)) or 0 for key, value in params.items() if key == name)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
