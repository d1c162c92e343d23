"""Two catalog documents beside each other, in lines for people: what would change, and what stays. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from community.catalog.document import Document, ServiceEntry
from community.catalog.document_writing import hours_entry
from community.catalog.working_time import UNITS, Hours

STAYS = "stays, the file does not name it"
MOST_NAMED = 8
"""Of what stays, of one kind; more are counted."""
LOOSE = {"targets", "routes", "questions", "code"}


def differences(here: Document, wanted: Document) -> Iterator[str]:
    """What would change, a line each: ``+`` comes, ``~`` changes, ``-`` goes. What the file does not name stays."""
    if wanted.hours is not None and wanted.hours != here.hours:
        yield from _hours_differences(here.hours, wanted.hours)
    agencies = {one.key: one for one in here.agencies}
    for agency in wanted.agencies:
        if agency.key not in agencies:
            yield f"+ agency {agency.key}: {agency.name}"
        elif agencies[agency.key] != agency:
            yield f"~ agency {agency.key}: {changed_fields(agencies[agency.key], agency)}"
    services = {one.code: one for one in here.services}
    for service in wanted.services:
        before = services.get(service.code)
        if before is None:
            yield f"+ service {service.code}: {service.name}"
        elif before != service:
            yield from _service_differences(before, service)


def left_alone(here: Document, wanted: Document) -> Iterator[str]:
    """What stays because the file does not name it, a line each; where there are many of a kind, their number."""
    named = {one.key for one in wanted.agencies}, {one.code for one in wanted.services}
    if here.hours is not None and wanted.hours is None:
        yield f"{STAYS}: hours"
    for what, plural, names in (
        ("agency", "agencies", [one.key for one in here.agencies if one.key not in named[0]]),
        ("service", "services", [one.code for one in here.services if one.code not in named[1]]),
    ):
        if len(names) > MOST_NAMED:
            yield f"{STAYS}: {len(names)} {plural}"
        else:
            yield from (f"{STAYS}: {what} {name}" for name in names)


def _hours_differences(before: Hours | None, after: Hours) -> Iterator[str]:
    """A line for each field: ``~ hours: opens 09:00 → 08:30``."""
    old, new = hours_entry(before) if before else {}, hours_entry(after)
    sign = "~" if before else "+"
    for name, value in new.items():
        if old.get(name) != value and name != "zone":
            was = f"{_shown_hours(old[name])} → " if before else ""
            yield f"{sign} hours: {name} {was}{_shown_hours(value)}"


def _shown_hours(value: Any) -> str:
    return (", ".join(map(str, value)) if isinstance(value, list) else str(value)) or "nothing"


def _service_differences(before: ServiceEntry, after: ServiceEntry) -> Iterator[str]:
    where = f"service {after.code}"
    if said := changed_fields(before, after):
        yield f"~ {where}: {said}"
    for name in ("targets", "routes"):
        if getattr(before, name) != getattr(after, name):
            yield f"~ {where}: {name} {_shown(getattr(before, name))} → {_shown(getattr(after, name))}"
    old, new = ({one.code: one for one in entry.questions} for entry in (before, after))
    yield from (f"+ {where}: question {code}" for code in new if code not in old)
    yield from (f"- {where}: question {code}" for code in old if code not in new)
    yield from (
        f"~ {where}: question {code}: {changed_fields(old[code], new[code])}"
        for code in new
        if code in old and old[code] != new[code]
    )
    if [code for code in old if code in new] != [code for code in new if code in old]:
        yield f"~ {where}: order of the questions"


def changed_fields(before: Any, after: Any) -> str:
    """``name 'Pothole' → 'Potholes'``, for each field that differs; empty where none does."""
    names = [one.name for one in fields(before) if one.name not in LOOSE]
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in names]
    return ", ".join(f"{name} {_shown(old)} → {_shown(new)}" for name, old, new in pairs if old != new)


def _shown(value: Any) -> str:
    """A value as the file has it: ``s = Small``, ``completion = 3 working days``, or ``nothing``."""
    if isinstance(value, Mapping):
        value = tuple((key, _amount(said)) for key, said in value.items())
    if isinstance(value, tuple):
        return ", ".join(f"{key} = {said}" for key, said in value) or "nothing"
    return repr(value)


def _amount(said: Any) -> str:
    return f"{said[0]} {UNITS[said[1]]}" if isinstance(said, tuple) else str(said)
