"""The administrator's forms for agencies, services and questions: posted text in, checked values or errors out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from community.catalog.models import Question, Service
from community.catalog.rules import DATATYPES, ICONS, LISTS, TYPES
from community.i18n import _
from community.prose import clean, clean_line

LONGEST_NAME, LONGEST_TEXT, MOST_OPTIONS = 80, 500, 60
CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
OPTION = re.compile(r"(?P<key>[A-Za-z0-9_.-]{1,40})\s*=\s*(?P<name>.{1,120})")


@dataclass(frozen=True)
class Checked:
    """What was typed, to fill the form in again; what is wrong with it by field; the values when nothing is."""

    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


def line_in(params: Mapping[str, Any], name: str) -> str:
    """What was typed into this field, as one clean line; empty for what is no text."""
    value = params.get(name, "")
    return clean_line(value) if isinstance(value, str) else ""


def _name(typed: dict[str, str], errors: dict[str, str], field_name: str = "name") -> None:
    if not typed[field_name]:
        errors[field_name] = _("Write a name.")
    elif len(typed[field_name]) > LONGEST_NAME:
        errors[field_name] = _("Please keep it to {n} letters.").format(n=LONGEST_NAME)


def read_agency(params: Mapping[str, Any]) -> Checked:
    """Field ``name``."""
    typed = {"name": line_in(params, "name")}
    errors: dict[str, str] = {}
    _name(typed, errors)
    return Checked(typed, errors, dict(typed))


def read_service(params: Mapping[str, Any]) -> Checked:
    """Fields ``code name group keywords description agency icon type``."""
    typed = {name: line_in(params, name) for name in ("code", "name", "group", "keywords", "agency", "icon", "type")}
    typed["icon"], typed["type"] = typed["icon"] or "other", typed["type"] or "realtime"
    text = params.get("description", "")
    typed["description"] = clean(text) if isinstance(text, str) else ""
    errors: dict[str, str] = {}
    _name(typed, errors)
    if not CODE.fullmatch(typed["code"]):
        errors["code"] = _("Write a code of letters, digits, dots, dashes: up to 40.")
    if not (typed["agency"].isascii() and typed["agency"].isdigit() and len(typed["agency"]) < 19):
        errors["agency"] = _("Choose who handles it.")
    if typed["type"] not in TYPES:
        errors["type"] = _("Choose when the city gives a number.")
    if typed["icon"] not in ICONS:
        errors["icon"] = _("Choose a picture from the list.")
    for name in ("group", "keywords", "description"):
        if len(typed[name]) > LONGEST_TEXT:
            errors[name] = _("Please keep it to {n} letters.").format(n=LONGEST_TEXT)
    values: dict[str, Any] = {} if errors else {**typed, "agency_id": int(typed["agency"])}
    values.pop("agency", None)
    return Checked(typed, errors, values)


def typed_service(service: Service) -> dict[str, str]:
    """What would have to be typed into the form to get this service."""
    kept = {
        name: getattr(service, name) for name in ("code", "name", "group", "keywords", "icon", "type", "description")
    }
    return {**kept, "agency": str(service.agency_id)}


def typed_question(question: Question) -> dict[str, str]:
    """What would have to be typed into the form to get this question."""
    kept = {name: getattr(question, name) for name in ("code", "text", "hint", "datatype")}
    options = "\n".join(f"{option['key']} = {option['name']}" for option in question.options)
    ticked = {name: "1" if getattr(question, name) else "" for name in ("required", "public")}
    return {**kept, **ticked, "options": options}


def read_question(params: Mapping[str, Any]) -> Checked:
    """Fields ``code text hint datatype required public options`` (one ``key = Name`` a line)."""
    typed = {name: line_in(params, name) for name in ("code", "text", "hint", "datatype")}
    options = params.get("options", "")
    typed["options"] = clean(options) if isinstance(options, str) else ""
    for name in ("required", "public"):
        typed[name] = "1" if params.get(name) == "1" else ""
    errors: dict[str, str] = {}
    if not CODE.fullmatch(typed["code"]):
        errors["code"] = _("Write a code of letters, digits, dots, dashes: up to 40.")
    if not typed["text"] or len(typed["text"]) > LONGEST_TEXT or len(typed["hint"]) > LONGEST_TEXT:
        errors["text"] = _("Write the question, in up to {n} letters.").format(n=LONGEST_TEXT)
    if typed["datatype"] not in DATATYPES:
        errors["datatype"] = _("Choose what kind of answer it takes.")
    pairs = _options(typed, errors)
    values = {**typed, "required": bool(typed["required"]), "public": bool(typed["public"]), "options": pairs}
    return Checked(typed, errors, {} if errors else values)


def _options(typed: dict[str, str], errors: dict[str, str]) -> list[dict[str, str]]:
    """The options of a list question, in order; none for the other datatypes."""
    if typed["datatype"] not in LISTS:
        return []
    lines = [line.strip() for line in typed["options"].splitlines() if line.strip()]
    found = [OPTION.fullmatch(line) for line in lines]
    pairs = [match.groupdict() for match in found if match]
    if not lines or len(pairs) != len(lines) or len(lines) > MOST_OPTIONS:
        errors["options"] = _("Write one option a line, as key = Name.")
    elif len({pair["key"] for pair in pairs}) != len(pairs):
        errors["options"] = _("Each key can be used once.")
    return pairs
