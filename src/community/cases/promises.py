"""A day the city promised: kept, moved or broken. Pure.

Whoever sets a day for work promises it for their agency. Another day before that one is over moves it, and the old day
stays visible. Once the day is over in the city without the work, it is broken, whatever follows.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from community.i18n import _

OPEN, KEPT, MOVED, BROKEN, DROPPED = "open", "kept", "moved", "broken", "dropped"
CAME = frozenset({"done", "not_found"})
"""Closing codes that say the city was there. With another one nobody comes any more: the promise is dropped, which
counts neither as kept nor as broken. So is one kept by a closing that neighbors deny."""


def over_at(day: date, zone: str) -> datetime:
    """The moment at which the day is over in the city, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(zone)).astimezone(UTC)


def day_at(moment: datetime, zone: str) -> date:
    """The date it is in the city."""
    return moment.astimezone(ZoneInfo(zone)).date()


def state_moved(day: date, today: date) -> str:
    """What becomes of a promise when another day is set."""
    return BROKEN if day < today else MOVED


def state_closed(day: date, today: date, code: str) -> str:
    """What becomes of it when the case is closed."""
    if day < today:
        return BROKEN
    return KEPT if code in CAME else DROPPED


def why_not_kept(day: date | None, today: date) -> str | None:
    """Why a liaison cannot say that the promised work was done, in words; None when they can. ``day`` None: nothing
    is promised."""
    if day is None:
        return _("No day is promised for this case.")
    return _("The promised day is over.") if day < today else None
