"""How dates, times and counts are written for people. English; the city's own time zone.

Dates are absolute in what is sent live; relative only in pages, up to a day.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def write_date(day: date, *, today: date | None = None) -> str:
    """``Thu, Jun 11``; with the year when it is not this year's."""
    words = f"{DAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}"
    return words if today is not None and day.year == today.year else f"{words}, {day.year}"


def write_time(moment: datetime, zone: str) -> str:
    """``8:42 am`` in the city's time zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"


def write_moment(moment: datetime, zone: str, *, now: datetime) -> str:
    """``Thu, Jun 11, 8:42 am``: absolute, for titles, live fragments and mails."""
    local, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    return f"{write_date(local.date(), today=today)}, {write_time(moment, zone)}"


def write_age(moment: datetime, *, now: datetime) -> str:
    """``just now``, ``40 min ago``, ``2 h ago``, ``3 days``, ``5 weeks``, ``2 years``."""
    age = now - moment
    if age < timedelta(minutes=1):
        return "just now"
    if age < timedelta(hours=1):
        return f"{age // timedelta(minutes=1)} min ago"
    if age < timedelta(days=1):
        return f"{age // timedelta(hours=1)} h ago"
    for unit, size in (("year", 365), ("week", 7), ("day", 1)):
        number = age.days // size
        if number and not (unit == "week" and number < 3):
            return plural(number, unit)
    return "just now"


def plural(number: int, one: str, many: str | None = None) -> str:
    """``1 vote``, ``2 votes``, ``1,204 replies``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def iso(moment: datetime) -> str:
    """For the ``datetime`` attribute of a time element."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
