"""One row of a city's export, read by the mapping: a past request, or the reason why it cannot be one."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from community import clock
from community.importing.mapping import RequestMapping
from community.importing.report import ImportRefused
from community.observations.rules import DESCRIPTION_LENGTH, PLACE_LENGTH, TITLE_LENGTH
from community.places.rules import read_point
from community.prose import clean, clean_line

UNMAPPED = "imported"
"""The closing code for words the mapping does not know."""
LONGEST_ID = 60
LONGEST_CLOSING = 5000
SAME_POINT = 5
"""Decimals in which a fallback point must agree: about a meter."""


class BadRow(ValueError):
    """The row cannot be imported; the message says why."""


@dataclass(frozen=True, slots=True)
class PastRequest:
    """A request as the city's export has it. ``point`` None: it has none, or the one for "we do not know"."""

    id: str
    opened_at: datetime
    closed_at: datetime | None
    title: str
    description: str
    service: str | None
    agency: str | None
    code: str | None
    closing: str
    address: str
    point: tuple[float, float] | None

    @property
    def is_open(self) -> bool:
        """Whether the city still works on it."""
        return self.code is None


class RowReader:
    """Reads rows of one file. Raises ImportRefused when the file lacks a column the mapping names."""

    def __init__(self, mapping: RequestMapping, columns: Sequence[str]) -> None:
        there = {name.strip(): number for number, name in enumerate(columns)}
        for meaning, name in mapping.columns.items():
            if name not in there:
                raise ImportRefused(
                    f"The mapping names the column {name!r} ({meaning}), which the file lacks. "
                    f"It has: {', '.join(columns[:60])}."
                )
        self._mapping = mapping
        self._at = {meaning: there[name] for meaning, name in mapping.columns.items()}

    def read(self, row: Sequence[str]) -> PastRequest:
        """The row as a request. Raises BadRow."""
        mapping, service = self._mapping, self._text(row, "service")
        status = self._text(row, "status")
        state = mapping.statuses.get(status.casefold())
        if state is None:
            raise BadRow(f"the status {status[:40]!r} is not in the mapping")
        closed_at = self._time(row, "closed_at") if state == "closed" else None
        if state == "closed" and closed_at is None:
            raise BadRow("it is closed, but does not say when")
        closing = self._closing(row) if state == "closed" else ""
        title = _line(self._text(row, "title")) or _line(service)
        if not title:
            raise BadRow("it has no title")
        rule = mapping.services.get(service.casefold())
        return PastRequest(
            id=self._id(row),
            opened_at=self._opened_at(row),
            closed_at=closed_at,
            title=title[:TITLE_LENGTH],
            description=_lines(self._text(row, "description"))[:DESCRIPTION_LENGTH],
            service=rule.code if rule else None,
            agency=rule.agency if rule else mapping.words_of_agencies.get(self._text(row, "agency").casefold()),
            code=self._code(closing) if state == "closed" else None,
            closing=closing,
            address=_line(self._text(row, "address"))[:PLACE_LENGTH],
            point=self._point(row),
        )

    def _text(self, row: Sequence[str], meaning: str) -> str:
        at = self._at.get(meaning)
        if at is None:
            return ""
        text = html.unescape(row[at]) if self._mapping.html and "&" in row[at] else row[at]
        return text.strip()

    def _id(self, row: Sequence[str]) -> str:
        found = _line(self._text(row, "id"))
        if not found or len(found) > LONGEST_ID:
            raise BadRow("it has no usable id")
        return found

    def _opened_at(self, row: Sequence[str]) -> datetime:
        found = self._time(row, "opened_at")
        if found is None:
            raise BadRow("it does not say when it was opened")
        return found

    def _time(self, row: Sequence[str], meaning: str) -> datetime | None:
        """A time of the file, in UTC; without a zone of its own it is the city's. None for none. Raises BadRow."""
        text = self._text(row, meaning)
        if not text:
            return None
        form = self._mapping.time_format
        try:
            read = datetime.strptime(text, form) if form else datetime.fromisoformat(text)
            moment = (read if read.tzinfo else read.replace(tzinfo=self._mapping.zone)).astimezone(UTC)
        except (ValueError, OverflowError) as problem:
            raise BadRow(f"{text[:40]!r} is no time ({meaning})") from problem
        if moment > clock.now() + timedelta(days=1):
            raise BadRow(f"{text[:40]!r} lies in the future ({meaning})")
        return moment

    def _closing(self, row: Sequence[str]) -> str:
        words = _lines(self._text(row, "closing"))[:LONGEST_CLOSING]
        for beginning in self._mapping.cut:
            if words.casefold().startswith(beginning.casefold()):
                words = words[len(beginning) :].strip(" :")
        return words

    def _code(self, closing: str) -> str:
        folded = closing.casefold()
        return next((rule.code for rule in self._mapping.closings if rule.contains in folded), UNMAPPED)

    def _point(self, row: Sequence[str]) -> tuple[float, float] | None:
        """The point, unless it is missing, no point, or one the city writes when it does not know."""
        point = read_point(self._text(row, "lat"), self._text(row, "lon"))
        if point is None:
            return None
        known = (round(point[0], SAME_POINT), round(point[1], SAME_POINT))
        return None if known in self._mapping.fallback_points else point


def _line(text: str) -> str:
    """One clean line. Nearly every field is plain letters: those need no cleaning."""
    return " ".join(text.split()) if text.isascii() and text.isprintable() else clean_line(text)


def _lines(text: str) -> str:
    """Clean lines, with the same shortcut."""
    return text if text.isascii() and text.isprintable() else clean(text)
