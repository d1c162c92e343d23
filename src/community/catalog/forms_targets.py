"""The administrator's forms for targets, routes and the city's hours: posted text in, checked values or errors out."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from community.catalog.forms import Checked, line_in
from community.catalog.rules import LONGEST_TARGET, MEASURES
from community.catalog.working_time import UNITS, Hours, official_holidays
from community.i18n import _
from community.prose import clean

AMOUNT = re.compile(r"[0-9]{1,8}")
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
PLACE = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")
"""Country and region as ISO 3166 has them: ``US-MA``."""
MOST_CLOSED = 200
DAYS = ("0", "1", "2", "3", "4", "5", "6")


def read_targets(params: Mapping[str, Any]) -> Checked:
    """Fields ``MEASURE_amount`` and ``MEASURE_unit`` for each measure; an empty amount is no target. The values are
    (amount, unit) by measure."""
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    for measure in MEASURES:
        amount, unit = line_in(params, f"{measure}_amount"), line_in(params, f"{measure}_unit")
        typed |= {f"{measure}_amount": amount, f"{measure}_unit": unit}
        if not amount:
            continue
        if not (AMOUNT.fullmatch(amount) and 0 < int(amount) <= LONGEST_TARGET):
            errors[f"{measure}_amount"] = _("Write a number from 1 to {n}.").format(n=LONGEST_TARGET)
        elif unit not in UNITS:
            errors[f"{measure}_unit"] = _("Choose hours or days.")
        else:
            values[measure] = (int(amount), unit)
    return Checked(typed, errors, {} if errors else values)


def read_hours(params: Mapping[str, Any], days: list[str], zone: str) -> Checked:
    """Fields ``opens closes holidays closed`` (one date a line), and ``days``: the ticked weekdays. The value is
    ``hours`` (Hours)."""
    typed = {name: line_in(params, name) for name in ("opens", "closes", "holidays")}
    text = params.get("closed", "")
    typed |= {"closed": clean(text) if isinstance(text, str) else "", "days": "".join(d for d in DAYS if d in days)}
    errors: dict[str, str] = {}
    opens, closes = _clock(typed, "opens", errors), _clock(typed, "closes", errors)
    if not errors and opens >= closes:
        errors["closes"] = _("The offices must close after they open.")
    if not typed["days"]:
        errors["days"] = _("Choose at least one day.")
    country, region = _place(typed, errors)
    closed = _dates(typed, errors)
    if errors:
        return Checked(typed, errors)
    weekdays = frozenset(int(day) for day in typed["days"])
    return Checked(typed, {}, {"hours": Hours(zone, opens, closes, weekdays, country, region, closed)})


def typed_hours(hours: Hours) -> dict[str, str]:
    """What would have been typed for these hours."""
    return {
        "opens": f"{hours.opens:%H:%M}",
        "closes": f"{hours.closes:%H:%M}",
        "holidays": "-".join(part for part in (hours.country, hours.region) if part),
        "closed": "\n".join(day.isoformat() for day in sorted(hours.closed)),
        "days": "".join(str(day) for day in sorted(hours.weekdays)),
    }


def _clock(typed: dict[str, str], name: str, errors: dict[str, str]) -> time:
    found = CLOCK.fullmatch(typed[name])
    if not found:
        errors[name] = _("Write a time like 08:30.")
        return time.min
    return time(int(found[1]), int(found[2]))


def _place(typed: dict[str, str], errors: dict[str, str]) -> tuple[str, str]:
    """Country and region whose official holidays count; two empty texts for none."""
    text = typed["holidays"] = typed["holidays"].upper()
    if not text:
        return "", ""
    found = PLACE.fullmatch(text)
    country, region = (found[1], found[2] or "") if found else ("", "")
    try:
        official_holidays(country, region)
    except NotImplementedError:  # so the library says that it knows no such place
        errors["holidays"] = _("Write a country and a state as ISO has them, like US-MA, or leave it empty.")
    return country, region


def _dates(typed: dict[str, str], errors: dict[str, str]) -> frozenset[date]:
    found = set()
    lines = typed["closed"].split()
    for line in lines[: MOST_CLOSED + 1]:
        try:
            found.add(date.fromisoformat(line))
        except ValueError:
            errors["closed"] = _("“{line}” is no date. Write one a line, like 2026-12-24.").format(line=line[:20])
    if len(lines) > MOST_CLOSED:
        errors["closed"] = _("Write at most {n} dates.").format(n=MOST_CLOSED)
    return frozenset(found)
