"""The forms of reporting and hiding: fields ``rule words``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.i18n import _
from community.moderation.rules import HOUSE_RULES, WORDS_LENGTH
from community.prose import clean, too_long


@dataclass(frozen=True)
class RuleForm:
    """The house rule chosen and the words beside it, and what is wrong with them by field."""

    rule: str
    words: str
    errors: dict[str, str]


def read_rule(params: Mapping[str, Any]) -> RuleForm:
    """A report, or a decision to hide (then ``words`` stay empty)."""
    rule, text = params.get("rule", ""), params.get("words", "")
    words = clean(text) if isinstance(text, str) else ""
    errors = {}
    if not isinstance(rule, str) or rule not in HOUSE_RULES:
        rule, errors["rule"] = "", _("Choose the house rule it breaks.")
    if len(words) > WORDS_LENGTH:
        errors["words"] = too_long(words, WORDS_LENGTH)
    return RuleForm(rule, words, errors)
