"""The forms of a board: fields ``threshold welcome escalation`` of its settings, ``to`` of handing over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.boards.rules import ESCALATIONS, LONGEST_WELCOME, MOST_VOTES, Knobs
from community.db.ids import read_id
from community.errors import Missing, Refused
from community.i18n import _
from community.prose import clean, too_long


@dataclass(frozen=True)
class SettingsForm:
    """What was typed, and what is wrong with it by field. ``votes`` None: the city's number."""

    threshold: str
    votes: int | None
    welcome: str
    escalation: str
    errors: dict[str, str]


def read_settings(params: Mapping[str, Any], knobs: Knobs) -> SettingsForm:
    """The settings of a board as posted."""
    threshold, welcome, escalation = (_text(params, name) for name in ("threshold", "welcome", "escalation"))
    threshold, welcome, errors = threshold.strip(), clean(welcome), {}
    votes = int(threshold) if threshold.isascii() and threshold.isdigit() and len(threshold) < 7 else None
    if threshold and (votes is None or not knobs.votes_floor <= votes <= MOST_VOTES):
        errors["threshold"] = _("Choose a number from {least} to {most}.").format(
            least=knobs.votes_floor, most=MOST_VOTES
        )
    if len(welcome) > LONGEST_WELCOME:
        errors["welcome"] = too_long(welcome, LONGEST_WELCOME)
    if escalation not in ESCALATIONS:
        escalation, errors["escalation"] = "", _("Choose who sends posts to 311.")
    return SettingsForm(threshold[:20], votes, welcome, escalation, errors)


def read_to(params: Mapping[str, Any]) -> int:
    """The co-captain chosen to go on. Raises Refused where nobody is."""
    try:
        return read_id(_text(params, "to"))
    except Missing:
        raise Refused(_("Choose the co-captain who goes on."), "to") from None


def _text(params: Mapping[str, Any], name: str) -> str:
    """A field as text; a file or nothing counts as empty."""
    value = params.get(name, "")
    return value if isinstance(value, str) else ""
