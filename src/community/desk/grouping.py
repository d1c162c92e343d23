"""The queue by time left, as a liaison reads it: past the promise, due today, next, on hold, and what has no clock; and
the clock of each row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from community.cases import clocks
from community.cases.rules import CLOSED
from community.desk.counting import GROUP
from community.desk.queries import QueueRow
from community.desk.rules import write_count
from community.i18n import N_, _

GROUPS = {
    "late": N_("Past the promise"),
    "today": N_("Due today"),
    "next": N_("Next"),
    "hold": N_("On hold"),
    "none": N_("No time promised"),
}


@dataclass(frozen=True)
class Group:
    """Rows under one heading; ``count`` is how many there are on all pages. Without a ``name`` there is no heading."""

    name: str
    count: str
    rows: tuple[QueueRow, ...]


@dataclass(frozen=True)
class Face:
    """The clock of a row in words; ``kind`` late, at_risk, on_time, paused or none; ``used`` says how many of a hundred
    parts of the time since the opening are over, in tens."""

    words: str
    kind: str
    used: int = 0


def end_of_day(now: datetime, zone: str) -> datetime:
    """The midnight that ends the city's day."""
    local = now.astimezone(ZoneInfo(zone))
    return datetime.combine(local.date() + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(now.tzinfo)


def grouped(rows: Sequence[QueueRow], counts: dict[str, int], midnight: datetime) -> list[Group]:
    """The rows of a page under their headings, in the order they have."""
    groups = groupby(rows, lambda row: _group(row, midnight))
    return [Group(GROUPS[key], write_count(counts[GROUP + key]), tuple(found)) for key, found in groups]


def _group(row: QueueRow, midnight: datetime) -> str:
    if row.due_at is None:
        return "none"
    if row.pace in (clocks.LATE, clocks.PAUSED):
        return "late" if row.pace == clocks.LATE else "hold"
    return "today" if row.due_at < midnight else "next"


def face_of(row: QueueRow, now: datetime) -> Face | None:
    """The clock of a row; None for one without: then its age stands there."""
    if row.due_at is None or row.state == CLOSED or row.pace is None:
        return None
    if row.pace == clocks.PAUSED:
        return Face(_("On hold"), row.pace)
    whole, gone = row.due_at - row.opened_at, now - row.opened_at
    used = 100 if whole <= timedelta(0) else min(max(round(10 * (gone / whole)) * 10, 0), 100)
    if row.pace == clocks.LATE:
        return Face(_late(now - row.due_at), row.pace, 100)
    return Face(_left(max(row.due_at - now, timedelta(0))), row.pace, used)


def _left(left: timedelta) -> str:
    hours, minutes = left.seconds // 3600, left.seconds // 60 % 60
    if left.days:
        return _("{n} d").format(n=left.days)
    return _("{h} h {m}").format(h=hours, m=f"{minutes:02}") if hours else _("{n} min").format(n=minutes)


def _late(late: timedelta) -> str:
    if late.days > 0:
        return _("{n} d late").format(n=late.days)
    hours = max(late.seconds // 3600, 0)
    return _("{n} h late").format(n=hours) if hours else _("{n} min late").format(n=late.seconds // 60)
