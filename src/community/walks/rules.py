"""What belongs to a walk. Pure."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

CALLED_BACK = timedelta(days=31)
"""The roll-call asks about what was posted since then: last month's walk and what came after it."""
TOO_FRESH = timedelta(hours=12)
"""Not about what was posted just now: nobody has to look twice on one walk."""
MOST_CALLED = 40
"""Posts a roll-call names."""
USUAL = 6
"""Kinds that are big buttons at once; the others open with one tap."""


def day_of(moment: datetime, zone: str) -> date:
    """The day of the walk, by the city's clocks."""
    return moment.astimezone(ZoneInfo(zone)).date()


def start_of(day: date, zone: str) -> datetime:
    """The moment that day began."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
