"""The comment form: fields ``words nameless reply_to follow_up client_id``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.comments.rules import WORDS_LENGTH
from community.db.ids import read_id
from community.i18n import _
from community.observations.forms import CLIENT_ID
from community.prose import clean, too_long


@dataclass(frozen=True)
class CommentForm:
    """What was typed, and what is wrong with it by field."""

    words: str
    nameless: bool
    reply_to_id: int | None
    follow_up_id: int | None
    client_id: str | None
    errors: dict[str, str]


def read_comment(params: Mapping[str, Any]) -> CommentForm:
    """A comment or reply. Raises Missing for ids that cannot be any."""
    text = params.get("words", "")
    words = clean(text) if isinstance(text, str) else ""
    errors = {}
    if not words:
        errors["words"] = _("Write something first.")
    elif len(words) > WORDS_LENGTH:
        errors["words"] = too_long(words, WORDS_LENGTH)
    client_id = params.get("client_id", "")
    return CommentForm(
        words=words,
        nameless=params.get("nameless") == "1",
        reply_to_id=read_id(params["reply_to"]) if params.get("reply_to") else None,
        follow_up_id=read_id(params["follow_up"]) if params.get("follow_up") else None,
        client_id=client_id if isinstance(client_id, str) and CLIENT_ID.fullmatch(client_id) else None,
        errors=errors,
    )
