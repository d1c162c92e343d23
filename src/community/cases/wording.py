"""The city's words on a closing together with what its code asks for beside them: where they looked, who is
responsible, which rule, which case goes on. Wherever the words are told (desk, programs, mails), this is told too."""

from sqlalchemy import ColumnElement, and_, case, literal

from community.cases.models import FollowUp
from community.i18n import N_, _

DETAIL_WORDS = {
    "not_found": N_("Where they looked:"),
    "not_responsible": N_("Who is responsible:"),
    "declined": N_("The rule:"),
    "duplicate": N_("It goes on as case:"),
}
"""What ``FollowUp.detail`` is called, by closing code."""
APART = "\n\n"


def detail_line(code: str | None, detail: str) -> str:
    """``Where they looked: Larch St``, in the language of the reader; empty where nothing was asked for or said."""
    return f"{_(DETAIL_WORDS[code])} {detail}" if detail and code in DETAIL_WORDS else ""


def words_with_detail(words: str, code: str | None, detail: str) -> str:
    """The city's words as plain text, the detail of the closing as their last paragraph."""
    return APART.join(part for part in (words, detail_line(code, detail)) if part)


def said_with_detail() -> ColumnElement[str]:
    """``words_with_detail`` of a row of ``FollowUp``, put together by the database, in the present language."""
    labels = case({code: APART + _(words) + " " for code, words in DETAIL_WORDS.items()}, value=FollowUp.code)
    told = and_(FollowUp.detail != "", FollowUp.code.in_(DETAIL_WORDS))
    return FollowUp.words + case((told, labels + FollowUp.detail), else_=literal(""))
