"""A TOML file as a catalog document, checked by the very rules of the administrator's forms."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from community.catalog.document import AgencyEntry, BadDocument, Document, QuestionEntry, ServiceEntry
from community.catalog.forms import Checked, read_agency, read_question, read_service
from community.catalog.forms_targets import read_hours, read_targets
from community.catalog.rules import MEASURES
from community.catalog.working_time import UNITS, Hours

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KNOWN = {
    "file": {"hours", "agency", "service"},
    "hours": {"zone", "opens", "closes", "weekdays", "holidays", "closed"},
    "agency": {"key", "name", "fallback"},
    "service": {
        "code", "name", "agency", "description", "group", "keywords", "icon", "type", "active", "targets", "routes",
        "question",
    },
    "question": {"code", "text", "hint", "datatype", "required", "public", "options"},
}  # fmt: skip
"""Keys a table may have; a mistyped one is told and not passed by."""
ROUTES = 'boards by their address, agencies by their key, like { marble-hill = "parks" }'
OPTIONS = 'keys and what they mean, like { small = "Smaller than a hand" }'
SWITCHES = frozenset({"fallback", "active", "required", "public"})
COLLECTIONS = frozenset({"weekdays", "closed", "targets", "routes", "question", "options"})
"""Keys that hold more than one value; every other one holds words."""


def read_document(text: str, zone: str) -> Document:
    """The catalog that ``text`` describes; ``zone`` is the city's. Raises BadDocument with all that is wrong."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadDocument([f"This is not TOML: {problem}."]) from problem
    problems: list[str] = []
    _known("file", "the file", found, problems)
    document = Document(
        _hours(found["hours"], zone, problems) if "hours" in found else None,
        tuple(_agency(entry, problems) for entry in _tables(found, "agency", problems)),
        tuple(_service(entry, problems) for entry in _tables(found, "service", problems)),
    )
    problems += _disagreements(document)
    if problems:
        raise BadDocument(problems)
    return document


def _disagreements(document: Document) -> Iterable[str]:
    """What is wrong between the parts, each of which is right by itself."""
    keys = {agency.key for agency in document.agencies}
    for what, names in (
        ("agency key", [agency.key for agency in document.agencies]),
        ("agency name", [agency.name for agency in document.agencies]),
        ("service code", [service.code for service in document.services]),
        *((f"question code of {one.code}", [question.code for question in one.questions]) for one in document.services),
    ):
        yield from (f"The {what} {name!r} stands there {n} times." for name, n in Counter(names).items() if n > 1)
    if sum(agency.fallback for agency in document.agencies) != 1:
        yield "Exactly one agency must say fallback = true: it gets what nobody has sorted."
    for service in document.services:
        for agency in {service.agency, *service.routes.values()} - keys:
            yield f"service {service.code}: there is no agency with the key {agency!r}."
        for board, agency in service.routes.items():
            if agency == service.agency:
                yield f"service {service.code}: {agency} handles it on {board} anyway; leave that route out."


def _agency(entry: Mapping[str, Any], problems: list[str]) -> AgencyEntry:
    key = str(entry.get("key", ""))
    where = f"agency {key or '?'}"
    _known("agency", where, entry, problems)
    if not key or key != key.strip() or len(key) > 60:
        problems.append(f"{where}: it needs a key of up to 60 letters.")
    _told(where, read_agency({"name": str(entry.get("name", ""))}), problems)
    return AgencyEntry(key, str(entry.get("name", "")), entry.get("fallback") is True)


def _service(entry: Mapping[str, Any], problems: list[str]) -> ServiceEntry:
    where = f"service {entry.get('code', '?')}"
    _known("service", where, entry, problems)
    fields = ("code", "name", "description", "group", "keywords", "icon", "type")
    words = {name: str(entry.get(name, "")) for name in fields}
    form = _told(where, read_service({**words, "agency": "1"}), problems)  # the key is looked up among the agencies
    return ServiceEntry(
        **form.typed | {"agency": str(entry.get("agency", ""))},
        active=entry.get("active", True) is not False,
        targets=_targets(where, entry.get("targets", {}), problems),
        routes=_words_by_name(where, "routes", entry.get("routes", {}), ROUTES, problems),
        questions=tuple(_question(where, one, problems) for one in _tables(entry, "question", problems)),
    )


def _targets(where: str, entry: Any, problems: list[str]) -> dict[str, tuple[int, str]]:
    """``first_answer = "2 working days"``."""
    by_words = {words: unit for unit, words in UNITS.items()} | {words[:-1]: unit for unit, words in UNITS.items()}
    fields: dict[str, str] = {}
    for measure, said in (entry if isinstance(entry, dict) else {"": entry}).items():
        amount, _space, words = str(said).partition(" ")
        if measure not in MEASURES:
            problems.append(f"{where}: a target is for {' or '.join(MEASURES)}, not for {measure!r}.")
        elif words not in by_words:
            problems.append(f"{where}: write the target as a number of {', '.join(UNITS.values())}, not {said!r}.")
        else:
            fields |= {f"{measure}_amount": amount, f"{measure}_unit": by_words[words]}
    return _told(where, read_targets(fields), problems).values


def _question(where: str, entry: Mapping[str, Any], problems: list[str]) -> QuestionEntry:
    where = f"{where}, question {entry.get('code', '?')}"
    _known("question", where, entry, problems)
    pairs = tuple(_words_by_name(where, "options", entry.get("options", {}), OPTIONS, problems).items())
    fields = {name: str(entry.get(name, "")) for name in ("code", "text", "hint", "datatype")}
    fields |= {name: "1" if entry.get(name) is True else "" for name in ("required", "public")}
    form = _told(where, read_question({**fields, "options": "\n".join(f"{k} = {n}" for k, n in pairs)}), problems)
    typed, kept = form.typed, pairs if form.values.get("options") else ()
    required, public = (bool(typed[name]) for name in ("required", "public"))
    return QuestionEntry(typed["code"], typed["text"], typed["hint"], typed["datatype"], required, public, kept)


def _hours(entry: Any, zone: str, problems: list[str]) -> Hours | None:
    if not isinstance(entry, dict):
        problems.append("hours: this must be a table, [hours].")
        return None
    _known("hours", "hours", entry, problems)
    if entry.get("zone", zone) != zone:
        problems.append(
            f"hours: zone: the file is for {entry['zone']!r}, and the time zone of this city is {zone!r}. Set "
            "city_zone to the one of the file, or change it in the file, or leave it out there."
        )
    lists = {name: entry.get(name, usual) for name, usual in (("weekdays", list(WEEKDAYS[:5])), ("closed", []))}
    problems += [f"hours: {name}: write a list." for name, value in lists.items() if not isinstance(value, list)]
    named, off = (value if isinstance(value, list) else [] for value in lists.values())
    days = [str(day) for day in named]
    problems += [f"hours: {day!r} is no weekday; write {', '.join(WEEKDAYS)}." for day in days if day not in WEEKDAYS]
    closed = [day.isoformat() if isinstance(day, date) else str(day) for day in off]
    fields = {name: str(entry.get(name, "")) for name in ("opens", "closes", "holidays")}
    numbers = [str(WEEKDAYS.index(day)) for day in days if day in WEEKDAYS]
    form = _told("hours", read_hours({**fields, "closed": "\n".join(closed)}, numbers, zone), problems)
    return form.values.get("hours")


def _tables(found: Mapping[str, Any], name: str, problems: list[str]) -> list[dict[str, Any]]:
    entries = found.get(name, [])
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        return entries
    problems.append(f"{name}: write each as a table of its own, [[{name}]].")
    return []


def _known(kind: str, where: str, entry: Mapping[str, Any], problems: list[str]) -> None:
    """Every key is known, and its value is of the sort that it takes."""
    problems += [f"{where}: nothing is called {name!r}." for name in entry if name not in KNOWN[kind]]
    if kind == "file":
        return
    for name, value in entry.items():
        if name in SWITCHES and not isinstance(value, bool):
            problems.append(f"{where}: {name}: write true or false, without quotes.")
        elif name in KNOWN[kind] - SWITCHES - COLLECTIONS and not isinstance(value, str):
            problems.append(f"{where}: {name}: write it in quotes.")


def _words_by_name(where: str, name: str, entry: Any, example: str, problems: list[str]) -> dict[str, str]:
    """A table of words: ``{ marble-hill = "parks" }``."""
    if isinstance(entry, dict) and all(isinstance(value, str) for value in entry.values()):
        return entry
    problems.append(f"{where}: {name}: write {example}.")
    return {}


def _told(where: str, form: Checked, problems: list[str]) -> Checked:
    problems += [f"{where}: {name}: {said}" for name, said in form.errors.items()]
    return form
