"""How dates, times and ages are written for people, in the present language and the city's own time zone.

Dates are absolute in what is sent live; relative only in pages, up to a day.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from community.i18n.catalogs import _, counted
from community.i18n.languages import language, locale


def write_date(day: date, *, today: date | None = None) -> str:
    """``Thu, Jun 11``; with the year when it is not this year's."""
    return _date(day, today is None or day.year != today.year, locale())


@lru_cache(2_000)
def _date(day: date, with_year: bool, where: str) -> str:
    """Kept: a thread has dozens of dates, most of them of a few days."""
    return format_skeleton("yMMMEd" if with_year else "MMMEd", day, locale=where)


def write_time(moment: datetime, zone: str) -> str:
    """``8:42 am`` in the city's time zone."""
    local = moment.astimezone(ZoneInfo(zone))
    time = f"{local.hour % 12 or 12}:{local.minute:02}"
    return (_("{time} am") if local.hour < 12 else _("{time} pm")).format(time=time)


def write_moment(moment: datetime, zone: str, *, now: datetime) -> str:
    """``Thu, Jun 11, 8:42 am``: absolute, for titles, live fragments and mails."""
    return _moment(moment, zone, now.astimezone(ZoneInfo(zone)).date(), language())


@lru_cache(2_000)
def _moment(moment: datetime, zone: str, today: date, spoken: str) -> str:
    """In the language ``spoken``, which is the present one. Kept: a thread says one for each of its entries."""
    local = moment.astimezone(ZoneInfo(zone))
    return _("{date}, {time}").format(date=write_date(local.date(), today=today), time=write_time(moment, zone))


def write_age(moment: datetime, *, now: datetime) -> str:
    """``just now``, ``40 min ago``, ``2 h ago``, ``3 days``, ``5 weeks``, ``2 years``."""
    age = now - moment
    return _age(max(age.days, 0), age.seconds // 60 if age.days >= 0 else 0, language())


@lru_cache(2_000)
def _age(days: int, minutes: int, spoken: str) -> str:
    """In the language ``spoken``, which is the present one. Kept: a board says one for each of its posts."""
    if days >= 365:
        return counted("{n} year", "{n} years", days // 365)
    if days >= 21:
        return counted("{n} week", "{n} weeks", days // 7)
    if days:
        return counted("{n} day", "{n} days", days)
    if minutes >= 60:
        return _("{n} h ago").format(n=minutes // 60)
    return _("{n} min ago").format(n=minutes) if minutes else _("just now")


def iso(moment: datetime) -> str:
    """For the ``datetime`` attribute of a time element."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
