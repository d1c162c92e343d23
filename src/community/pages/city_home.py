"""The city's home: boards by name, or by an address or street the city imported."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from community.boards.atlas import boards_along
from community.boards.queries import BoardName, all_boards, boards_named, find_boards
from community.people.identity import Identity
from community.permissions import Role
from community.places.queries import find_places

MOST_POINTS = 40
"""Points of one street that are asked for their boards."""


@dataclass(frozen=True)
class Found:
    """What a search brought: boards by name, and places with the boards they lie on."""

    boards: list[BoardName]
    places: list[tuple[str, list[BoardName]]]


def home_boards(db: Session, who: Identity | None) -> tuple[list[BoardName], list[BoardName]]:
    """One's own boards, and all the others, by name. One query."""
    own = who.boards_as(Role.NEIGHBOR, Role.CAPTAIN) if who else frozenset()
    boards = all_boards(db)
    return [b for b in boards if b.id in own], [b for b in boards if b.id not in own]


def find(db: Session, text: str) -> Found:
    """Boards whose name starts with ``text``; addresses and streets that do, with their boards, smallest first."""
    places = find_places(db, text, limit=8)
    on_boards = boards_along(db, [place.points[:MOST_POINTS] for place in places])
    names = boards_named(db, {number for numbers in on_boards for number in numbers})
    return Found(
        find_boards(db, text),
        [
            (place.label, [names[number] for number in numbers if number in names])
            for place, numbers in zip(places, on_boards, strict=True)
        ],
    )
