"""When a target is due: an amount of working or calendar time after a moment, by the city's hours and holidays.

Working time is the time in which the city's offices are open. A working day is as long as the offices are open on one
day, so that two working days from Monday at noon end on Wednesday at noon, and one from Saturday ends on Monday at
closing time. Calendar days keep the clock on the wall, over a change of the clocks too; calendar hours just pass.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from community.catalog.rules import MEASURES
from community.i18n import N_, _, counted

UNITS = {
    "working_hours": N_("working hours"),
    "working_days": N_("working days"),
    "hours": N_("hours"),
    "days": N_("days"),
}
LOOKED_AHEAD = 40 * 366
"""Days: ten years of work at two days a week, and then some."""
ANY_DAY = date(2026, 1, 5)


class NeverOpen(ValueError):
    """The offices do not open often enough for the target to come due."""


@dataclass(frozen=True)
class Hours:
    """When the city works. ``weekdays`` counts from Monday as 0; ``country`` and ``region`` (ISO 3166) name the
    official holidays, an empty country none; ``closed`` are further days off."""

    zone: str
    opens: time = time(8, 30)
    closes: time = time(17)
    weekdays: frozenset[int] = frozenset(range(5))
    country: str = ""
    region: str = ""
    closed: frozenset[date] = field(default_factory=frozenset)

    @property
    def working_day(self) -> timedelta:
        """How long the offices are open on one day."""
        return datetime.combine(ANY_DAY, self.closes) - datetime.combine(ANY_DAY, self.opens)

    def is_working(self, day: date) -> bool:
        """Whether the offices open on this day."""
        return day.weekday() in self.weekdays and day not in self.closed and day not in self._official()

    def _official(self) -> "holidays.HolidayBase | frozenset[date]":
        return official_holidays(self.country, self.region) if self.country else frozenset()


@lru_cache(16)
def official_holidays(country: str, region: str) -> holidays.HolidayBase:
    """The holidays of a place; the library works the years out as they are asked for. Raises NotImplementedError for a
    place it does not know."""
    return holidays.country_holidays(country, subdiv=region or None)


def due(start: datetime, amount: int, unit: str, hours: Hours) -> datetime:
    """When ``amount`` of ``unit`` (see ``UNITS``) after ``start`` is over, in UTC. Raises NeverOpen."""
    return after(start, length(amount, unit, hours), unit, hours)


def length(amount: int, unit: str, hours: Hours) -> timedelta:
    """How much time ``amount`` of ``unit`` is: of open offices for working units, else of the clock."""
    if unit == "working_days":
        return amount * hours.working_day
    return timedelta(days=amount) if unit == "days" else timedelta(hours=amount)


def after(start: datetime, left: timedelta, unit: str, hours: Hours) -> datetime:
    """The moment, in UTC, at which ``left`` of the time that ``unit`` counts has passed since ``start``. Raises
    NeverOpen."""
    if unit == "hours":
        return start.astimezone(UTC) + left
    if unit == "days":
        return (start.astimezone(ZoneInfo(hours.zone)) + left).astimezone(UTC)
    for begins, ends in _open_from(start.astimezone(UTC), hours):
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    raise NeverOpen


def between(start: datetime, end: datetime, unit: str, hours: Hours) -> timedelta:
    """How much of the time that ``unit`` counts passes from ``start`` to ``end``; none where ``end`` is not later."""
    if end <= start:
        return timedelta(0)
    if unit == "hours":
        return end - start
    if unit == "days":
        wall = [moment.astimezone(ZoneInfo(hours.zone)).replace(tzinfo=None) for moment in (start, end)]
        return max(wall[1] - wall[0], timedelta(0))
    passed = timedelta(0)
    for begins, ends in _open_from(start.astimezone(UTC), hours):
        if begins >= end:
            return passed
        passed += min(ends, end.astimezone(UTC)) - begins
    return passed


def _open_from(start: datetime, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    """The spans of time in which the offices are open, the first one not before ``start``, in UTC."""
    zone = ZoneInfo(hours.zone)
    first = start.astimezone(zone).date()
    for number in range(LOOKED_AHEAD):
        day = first + timedelta(days=number)
        if hours.is_working(day):
            opens, closes = (datetime.combine(day, at, zone).astimezone(UTC) for at in (hours.opens, hours.closes))
            if closes > start:
                yield max(opens, start), closes


def write_target(amount: int, unit: str) -> str:
    """The target in words: ``2 working days``."""
    if unit == "working_hours":
        return counted("{n} working hour", "{n} working hours", amount)
    if unit == "working_days":
        return counted("{n} working day", "{n} working days", amount)
    if unit == "hours":
        return counted("{n} hour", "{n} hours", amount)
    return counted("{n} day", "{n} days", amount)


def write_targets(targets: Mapping[str, tuple[int, str]]) -> list[tuple[str, str]]:
    """What each target is for, and how long it allows, in words."""
    return [(_(words), write_target(*targets[measure])) for measure, words in MEASURES.items() if measure in targets]
