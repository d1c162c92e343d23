"""The city's home: boards by name, or by an address or street the city imported."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from community.boards.atlas import boards_along
from community.boards.queries import BoardName
from community.pages.place_search import look_for
from community.people.identity import Identity
from community.permissions import Role
from community.places.geocoder import Geocoder
from community.places.rules import fold
from community.search.folding import is_unspaced

MOST_BOARDS = 20
ADDRESS = re.compile(r"\s*\d{1,6}[a-z]?\s+[^\W\d]{2}", re.IGNORECASE)
"""A house number and the beginning of a street."""
MOST_POINTS = 40
"""Points of one street that are asked for their boards."""


@dataclass(frozen=True)
class Found:
    """What a search brought: boards by name, and places with the boards they lie on."""

    boards: list[BoardName]
    places: list[tuple[str, list[BoardName]]]
    alike: bool = False
    """Nothing is spelled so: the places are near to it."""


def home_boards(boards: Sequence[BoardName], who: Identity | None) -> tuple[list[BoardName], list[BoardName]]:
    """One's own among ``boards``, and all the others, in the order they have."""
    own = who.boards_as(Role.NEIGHBOR, Role.CAPTAIN) if who else frozenset()
    return [b for b in boards if b.id in own], [b for b in boards if b.id not in own]


def find(db: Session, text: str, boards: Sequence[BoardName], geocoder: Geocoder | None = None) -> Found:
    """Boards whose name starts with ``text``; addresses and streets that do, with their boards, smallest first.
    ``boards`` is every board there is. The geocoder is asked only for what reads like an address that we do not know:
    other words that people search for leave the house no more than they must."""
    looked = look_for(db, geocoder if ADDRESS.match(text) else None, text)
    places = looked.places
    on_boards = boards_along(db, [place.points[:MOST_POINTS] for place in places]) if places else []
    names = {board.id: board for board in boards}
    return Found(
        boards_called(boards, text),
        [
            (place.label, [names[number] for number in numbers if number in names])
            for place, numbers in zip(places, on_boards, strict=True)
        ],
        looked.alike,
    )


def boards_called(boards: Sequence[BoardName], text: str) -> list[BoardName]:
    """Of ``boards`` those whose name starts with ``text``, or has a word that does; those that start with it first. In
    a script that puts no space between words, one may begin anywhere."""
    words = fold(text)
    if not words:
        return []
    named = [(fold(board.name), board) for board in boards]
    starts = [board for name, board in named if name.startswith(words)]
    begins = words if is_unspaced(words) else f" {words}"
    inside = [board for name, board in named if not name.startswith(words) and begins in name]
    return (starts + inside)[:MOST_BOARDS]
