"""The forms of reporting and hiding: fields ``rule words``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.moderation.rules import HOUSE_RULES, WORDS_LENGTH
from community.prose import clean


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
        rule, errors["rule"] = "", "Choose the house rule it breaks."
    if len(words) > WORDS_LENGTH:
        errors["words"] = f"Please keep it to {WORDS_LENGTH:,} letters. This is {len(words):,}."
    return RuleForm(rule, words, errors)
