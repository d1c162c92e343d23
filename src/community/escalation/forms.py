"""What is typed to send a post to 311 by hand: the kind, the answers to its questions, the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from community.catalog.rules import answers_in
from community.db.ids import read_number
from community.prose import clean


@dataclass(frozen=True)
class EscalationForm:
    """As typed. ``service_id`` None: the author's kind, or none."""

    service_id: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    another: bool = False
    """For a second cause of a post that is at 311 already."""


def read_escalation(params: Mapping[str, Any]) -> EscalationForm:
    """The form, posted or asked for again with another kind; nothing is judged here."""
    reason = params.get("reason", "")
    return EscalationForm(
        service_id=read_number(params.get("service", "")),
        answers=answers_in(params.items()),
        reason=clean(reason) if isinstance(reason, str) else "",
        another=params.get("another") == "1",
    )


def read_batch(params: Mapping[str, Any]) -> int | None:
    """Which act was undone, when its form comes back."""
    return read_number(params.get("undone", ""))
