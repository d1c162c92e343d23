"""What counts as an answer to a question of a service: the six datatypes of GeoReport v2.

Answers are kept by question code: text for ``string``, ``text`` and ``datetime`` (ISO 8601, the city's own time unless
it says otherwise), a number, the key of an option, or a list of keys.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from community.catalog.models import Question
from community.i18n import N_, _

DATATYPES = {
    "string": N_("One line of text"),
    "text": N_("Longer text"),
    "number": N_("A number"),
    "datetime": N_("Date and time"),
    "singlevaluelist": N_("One of a list"),
    "multivaluelist": N_("Some of a list"),
}
TYPES = {
    "realtime": N_("At once"),
    "batch": N_("Later"),
    "blackbox": N_("Never"),
}
"""When the city gives a request its number (GeoReport's ``type`` of a service)."""
ICONS = {
    "other": N_("Three dots"),
    "alert": N_("Warning sign"),
    "bag": N_("Trash bag"),
    "bin": N_("Trash can"),
    "car": N_("Car"),
    "city": N_("City hall"),
    "drop": N_("Drop of water"),
    "flag": N_("Flag"),
    "lamp": N_("Street lamp"),
    "people": N_("People"),
    "road": N_("Road"),
    "sign": N_("Street sign"),
    "spray": N_("Spray can"),
    "tree": N_("Tree"),
    "truck": N_("Truck"),
    "walk": N_("Sidewalk"),
}
"""What stands for a service where neighbors choose one: symbols of the sprite, and what they show."""
MEASURES = {
    "first_answer": N_("First answer"),
    "completion": N_("Done"),
}
"""What a target is set for."""
LONGEST_TARGET = 3_650
LISTS = ("singlevaluelist", "multivaluelist")
FIELD = "answer."
"""Form fields are named ``answer.CODE``."""
LONGEST_STRING, LONGEST_TEXT = 200, 2000
NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")
UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, text direction overrides and halves of characters: never part of somebody's words."""


class NotAnAnswer(ValueError):
    """What was typed does not answer the question; the message says what would."""


def answers_in(fields: Iterable[tuple[str, Any]]) -> dict[str, list[str]]:
    """The ``answer.CODE`` fields of a posted form (``request.POST.items()``), by question code, as typed."""
    found: dict[str, list[str]] = {}
    for name, value in fields:
        if name.startswith(FIELD) and isinstance(value, str):
            found.setdefault(name.removeprefix(FIELD), []).append(value)
    return found


def check_answers(questions: Sequence[Question], raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The good answers and what is wrong with the others, both by question code. An unanswered question is in
    neither: whether one must be answered asks ``missing_required``. Answers to other questions are left out."""
    answers: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for question in questions:
        typed = _typed(raw.get(question.code))
        if not typed:
            continue
        try:
            answers[question.code] = _answer(question, typed)
        except NotAnAnswer as problem:
            errors[question.code] = str(problem)
    return answers, errors


def missing_required(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[Question]:
    """The required questions that ``answers`` leaves open."""
    return [question for question in questions if question.required and question.code not in answers]


def kept_answers(questions: Sequence[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What of ``answers`` still answers these questions: after another service was chosen, or one was edited."""
    return check_answers(questions, answers)[0]


def read_answers(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Question and answer in words, in order, for pages: options by their names, not their keys."""
    return [
        (question.text, _in_words(question, answers[question.code]))
        for question in questions
        if question.code in answers
    ]


def chosen(question: Question, answer: Any) -> list[tuple[str, str]]:
    """Key and name of each option in the answer to a list; of any other answer none."""
    if question.datatype not in LISTS:
        return []
    names = {option["key"]: option["name"] for option in question.options}
    keys = answer if isinstance(answer, list) else [answer]
    return [(str(key), str(names.get(key, key))) for key in keys]


def _typed(value: Any) -> list[str]:
    """What was typed for one question, without blanks at the ends and without empty entries."""
    values = value if isinstance(value, list | tuple) else [] if value is None else [value]
    return [text for text in (str(one).strip() for one in values) if text]


def _answer(question: Question, typed: list[str]) -> Any:
    """One checked answer. Raises NotAnAnswer."""
    if question.datatype == "multivaluelist":
        return _some_of(question, typed)
    if len(set(typed)) > 1:
        raise NotAnAnswer(_("Give one answer to this question."))
    text = typed[0]
    if question.datatype == "singlevaluelist":
        return _some_of(question, [text])[0]
    if question.datatype == "number":
        return _number(text)
    if question.datatype == "datetime":
        return _moment(text)
    return _words(text, one_line=question.datatype == "string")


def _some_of(question: Question, typed: list[str]) -> list[str]:
    """The chosen keys in the order of the options, each once."""
    keys = [option["key"] for option in question.options]
    if not set(typed) <= set(keys):
        raise NotAnAnswer(_("Choose from the list."))
    return [key for key in keys if key in typed]


def _number(text: str) -> int | float:
    if not NUMBER.fullmatch(text):
        raise NotAnAnswer(_("Write a number, like 3 or 2.5."))
    number = float(text)
    return int(text) if "." not in text else number


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotAnAnswer(_("Write a date and time, like 2026-06-11 08:30.")) from None
    return moment.isoformat(timespec="minutes")


def _words(text: str, *, one_line: bool) -> str:
    longest = LONGEST_STRING if one_line else LONGEST_TEXT
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if one_line and "\n" in text:
        raise NotAnAnswer(_("Write this on one line."))
    if len(text) > longest:
        raise NotAnAnswer(_("Write at most {n} characters.").format(n=longest))
    if UNKEPT.search(text):
        raise NotAnAnswer(_("This has characters that cannot be kept. Type it again."))
    return text


def _in_words(question: Question, answer: Any) -> str:
    if question.datatype in LISTS:
        return ", ".join(name for _key, name in chosen(question, answer))
    if question.datatype == "datetime":
        return str(answer).replace("T", " ")
    return str(answer)
