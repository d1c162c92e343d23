"""What belongs to a walk, and how an answer of the roll-call is known again. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from community.i18n import N_, _, in_language
from community.i18n.languages import SPOKEN

CALLED_BACK = timedelta(days=31)
"""The roll-call asks about what was posted since then: last month's walk and what came after it."""
TOO_FRESH = timedelta(hours=12)
"""Not about what was posted just now: nobody has to look twice on one walk."""
MOST_CALLED = 40
"""Posts a roll-call names; a person may reply 60 times an hour."""
USUAL = 6
"""Kinds that are big buttons at once; the others open with one tap."""
LATELY = 300
"""Posts of the board that tell which kinds are usual on it."""
STILL_THERE = N_("I walked by: it is still there.")
GONE = N_("I walked by: it is gone.")
"""What an answer says in the thread, until confirmations exist."""
STAMP = "walk"


def day_of(moment: datetime, zone: str) -> date:
    """The day of the walk, by the city's clocks."""
    return moment.astimezone(ZoneInfo(zone)).date()


def start_of(day: date, zone: str) -> datetime:
    """The moment that day began."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def stamp_of_day(day: date) -> str:
    """How a day stands in a stamp."""
    return f"{day:%Y%m%d}"


def answer_stamp(day: date, observation_id: int, person_id: int) -> str:
    """The stamp of an answer: a person answers once for a post on one walk, whatever they press, on whatever phone
    they press it. ``static/js/walk.js`` makes the same one."""
    return f"{STAMP}-{stamp_of_day(day)}-{observation_id}-{person_id}"


def in_every_language(words: str) -> list[str]:
    """How a sentence of ours reads in each language: whoever walked chose one."""
    said = []
    for code in SPOKEN:
        with in_language(code):
            said.append(_(words))
    return said


def usual_first(kinds: Sequence[Any], counts: Mapping[int, int]) -> tuple[list[Any], list[Any]]:
    """The kinds that are posted most on this board, filled up with the city's first ones; and all others, in the
    city's order."""
    ranked = sorted(kinds, key=lambda kind: -counts.get(kind.id, 0))[:USUAL]
    usual = {kind.id for kind in ranked}
    return ranked, [kind for kind in kinds if kind.id not in usual]
