"""A catalog document as TOML: what an operator edits, keeps under version control, and gives to another city."""

from collections.abc import Iterable
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from community.catalog.document import Document, QuestionEntry, ServiceEntry
from community.catalog.document_reading import WEEKDAYS
from community.catalog.forms_targets import typed_hours
from community.catalog.working_time import UNITS, Hours

HEAD = """# The catalog of a city: who handles what, what is asked, how soon it is answered.
# Look at what would change with "community catalog plan FILE", then do it with "community catalog apply FILE".

"""


def write_document(document: Document) -> str:
    """TOML that ``read_document`` reads as the same document."""
    made = tomlkit.document()
    if document.hours:
        made["hours"] = _table(hours_entry(document.hours))
    made["agency"] = _tables(
        {"key": one.key, "name": one.name, **({"fallback": True} if one.fallback else {})} for one in document.agencies
    )
    made["service"] = _tables(_service(one) for one in document.services)
    return HEAD + tomlkit.dumps(made)


def _tables(entries: Iterable[dict[str, Any]]) -> AoT:
    """Each entry as a table of its own, with its questions below it."""
    return AoT([_table(entry) for entry in entries])


def _table(entry: dict[str, Any]) -> Table:
    """Small mappings on one line, texts of several lines as such."""
    made = tomlkit.table()
    for name, value in entry.items():
        if isinstance(value, dict):
            made[name] = tomlkit.inline_table()
            made[name].update(value)
        elif isinstance(value, str) and "\n" in value:
            made[name] = tomlkit.string(value, multiline=True)
        else:
            made[name] = value
    return made


def hours_entry(hours: Hours) -> dict[str, Any]:
    """The city's hours as the file has them. The time zone is told, and never set by a file."""
    typed = typed_hours(hours)
    return {
        "zone": hours.zone,
        "opens": typed["opens"],
        "closes": typed["closes"],
        "weekdays": [WEEKDAYS[day] for day in sorted(hours.weekdays)],
        "holidays": typed["holidays"],
        "closed": sorted(hours.closed),
    }


def _service(entry: ServiceEntry) -> dict[str, Any]:
    """What goes without saying is left out."""
    said: dict[str, Any] = {"code": entry.code, "name": entry.name, "agency": entry.agency}
    said |= {name: getattr(entry, name) for name in ("group", "keywords", "description") if getattr(entry, name)}
    usual = {"icon": "other", "type": "realtime", "active": True}
    said |= {name: getattr(entry, name) for name, value in usual.items() if getattr(entry, name) != value}
    if entry.targets:
        said["targets"] = {measure: f"{amount} {UNITS[unit]}" for measure, (amount, unit) in entry.targets.items()}
    if entry.routes:
        said["routes"] = dict(sorted(entry.routes.items()))
    if entry.questions:
        said["question"] = _tables(_question(one) for one in entry.questions)
    return said


def _question(entry: QuestionEntry) -> dict[str, Any]:
    said: dict[str, Any] = {"code": entry.code, "text": entry.text, "datatype": entry.datatype}
    said |= {"hint": entry.hint} if entry.hint else {}
    said |= {name: True for name in ("required", "public") if getattr(entry, name)}
    return {**said, "options": dict(entry.options)} if entry.options else said
