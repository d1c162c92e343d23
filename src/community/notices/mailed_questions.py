"""What a mail asks first: whether a closing of the city is a fix. Its answers are links to the page with the
button, for mail programs open links by themselves. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from community.confirmations.rules import CLOSING_ANSWERS
from community.i18n import _, counted
from community.notices.asking import Ask
from community.notices.queries import InboxRow

OFFERED = ("fixed", "still")
"""Answers a mail offers; the page has the others too."""
MOST_ASKED = 3
"""Questions of one mail; the others stand in the inbox."""


@dataclass(frozen=True)
class Question:
    """``words``: what the city says, and how many looked. ``answers``: words and address of each."""

    words: str
    answers: list[tuple[str, str]]


def questions_of(rows: Iterable[InboxRow], asks: Mapping[int, Ask], to: Callable[[str], str]) -> list[Question]:
    """The questions these rows ask of their reader, who has not answered yet: each case once, the newest first. ``to``
    makes the address of a page."""
    asked = {asks[row.id].case_id: (row, asks[row.id]) for row in rows if row.id in asks}
    waiting = [(row, ask) for row, ask in asked.values() if ask.is_it_fixed and not ask.says]
    return [_question(row, ask, to) for row, ask in reversed(waiting)][:MOST_ASKED]


def _question(row: InboxRow, ask: Ask, to: Callable[[str], str]) -> Question:
    said = f"{row.closed_as}: {row.title}."
    looked = counted("{n} neighbor looked.", "{n} neighbors looked.", ask.looked) if ask.looked else ""
    page = f"/o/{ask.observation_id}/confirm?case={ask.case_id}&says="
    return Question(f"{said} {looked}".strip(), [(_(CLOSING_ANSWERS[says]), to(page + says)) for says in OFFERED])
