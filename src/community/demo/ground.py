"""The ground of Larkport: a grid of streets with blocks and addresses, and the boards that tile it.

Named streets run east and west, numbered ones north and south, so that 5814 Larch St lies between 58th and 59th.
The city stands on open sea, where nobody's real house is.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.boards.models import Board, Boundary
from community.places.actions import learn_streets
from community.places.models import Address, Block
from community.places.rules import fold

SOUTH, WEST = 39.2, -73.6
ACROSS, UP = 0.0016, 0.0011
"""One block to the east, and from one named street to the next, in degrees."""
HOME = "juniper-square"
"""The board of the people offered on the sign-in page."""
NAMED = (
    "Ferry", "Quay", "Rope", "Tallow", "Cooper", "Kiln",
    "Mercer", "Ellery", "Tilden", "Carver", "Harrow", "Larch",
    "Sable", "Quince", "Orchard", "Bramble", "Hazel", "Fern",
)  # fmt: skip
"""From the river up."""
NUMBERED = range(49, 66)
STEPS = (6, 14, 22, 38, 46, 58, 70, 82)
"""House numbers on each block, after the hundred."""


@dataclass(frozen=True)
class Area:
    """A board: from one numbered street to another, and from one row of named streets to another."""

    name: str
    first: int
    last: int
    low: float
    high: float
    threshold: int | None
    welcome: str = ""
    escalation: str = "both"
    neighbors: int = 9
    posts: int = 11

    @property
    def key(self) -> str:
        """Its stable key and address."""
        return self.name.lower().replace(" ", "-").replace("'", "")

    @property
    def outline(self) -> dict[str, Any]:
        """Its boundary; streets on the edge of the city belong to it."""
        west, east = _lon(self.first), _lon(self.last)
        south, north = _lat(self.low), _lat(self.high)
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return {"type": "Polygon", "coordinates": [ring]}


AREAS = (
    Area("Juniper Square", 57, 61, 5.5, 11.5, None, "Welcome. Talk about things, not people. Denise sweeps on "
         "Saturdays at 9 and has spare brooms.", neighbors=26, posts=40),
    Area("Tanner Row", 53, 57, 5.5, 11.5, 6, "Look first if somebody wrote it already. One post with many voices is "
         "heard.", neighbors=14, posts=16),
    Area("Marble Hill", 57, 61, 11.5, 17.5, 5, "The hill looks out for its stairs.", neighbors=12, posts=14),
    Area("Ropewalk", 53, 57, -0.5, 5.5, 5, "We meet on the first Monday in the old rope hall.", neighbors=12, posts=14),
    Area("Old Ferry", 49, 53, -0.5, 5.5, 4, neighbors=10, posts=12),
    Area("Dock Ward", 57, 61, -0.5, 5.5, 4, neighbors=9, posts=10),
    Area("Millpond", 53, 57, 11.5, 17.5, 5, neighbors=10, posts=12),
    Area("Lantern Hill", 49, 53, 11.5, 17.5, 4, neighbors=9, posts=10),
    Area("Saint Odile", 49, 53, 5.5, 11.5, 5, "On this board the captain walks every post before it goes to 311.",
         "captain", neighbors=9, posts=10),
    Area("Cooper's Green", 61, 65, 5.5, 11.5, 5, neighbors=10, posts=12),
    Area("Orchard Bank", 61, 65, 11.5, 17.5, 4, escalation="votes", neighbors=9, posts=10),
    Area("Gull Point", 61, 65, -0.5, 5.5, 3, neighbors=8, posts=8),
    Area("Larch Street Merchants", 55, 63, 10.5, 11.5, 4, "For the shops on Larch and for everyone who shops there.",
         neighbors=8, posts=7),
    Area("Riverfront Trail", 49, 65, -0.5, 1.5, 4, "Everything along the water, from the ferry steps to the point.",
         neighbors=8, posts=7),
)  # fmt: skip
"""Twelve tile the city; the last two lie over others."""


@dataclass(frozen=True)
class Spot:
    """Somewhere people see something: what they write, and the words of the story's slots."""

    address: str
    lat: float
    lon: float
    slots: dict[str, str]


def lay_ground(db: Session) -> dict[str, int]:
    """Streets, blocks, addresses and boards. Board ids by key."""
    _lay_streets(db)
    boards = [_found_board(area) for area in AREAS]
    db.add_all(boards)
    db.flush()
    now = clock.now()
    db.add_all(Boundary(board_id=b.id, geometry=a.outline, changed_at=now) for b, a in zip(boards, AREAS, strict=True))
    return {board.key: board.id for board in boards}


def spots_of(area: Area) -> dict[str, list[Spot]]:
    """Addresses, blocks and corners on the ground of ``area``, by the kind of place a story asks for."""
    streets = [row for row in range(len(NAMED)) if area.low < row < area.high]
    columns = range(area.first, area.last)
    spots: dict[str, list[Spot]] = {"address": [], "block": [], "corner": []}
    for row in streets:
        street = f"{NAMED[row]} St"
        for column in columns:
            slots = {"street": street, "cross": f"{ordinal(column)} St", "next": f"{ordinal(column + 1)} St"}
            for step in STEPS:
                spots["address"].append(_spot(f"{column}{step:02} {street}", row, column + step / 100, slots))
            spots["block"].append(_spot(f"{column}00 block of {street}", row, column + 0.5, slots))
            if column > area.first:
                spots["corner"].append(_spot(f"{ordinal(column)} and {NAMED[row]}", row, column, slots))
    return spots


def ordinal(number: int) -> str:
    """``51st``, ``52nd``, ``60th``."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _spot(address: str, row: float, column: float, slots: dict[str, str]) -> Spot:
    return Spot(address, _lat(row + 0.1), _lon(column), {**slots, "place": address})


def _lon(number: float) -> float:
    return round(WEST + (number - NUMBERED[0]) * ACROSS, 6)


def _lat(row: float) -> float:
    return round(SOUTH + row * UP, 6)


def _found_board(area: Area) -> Board:
    first, last = ordinal(area.first), ordinal(area.last)
    return Board(
        key=area.key,
        slug=area.key,
        name=area.name,
        name_key=fold(area.name),
        extent=f"{first} to {last} St" if area.key == HOME else f"{first} to {last}, {_rows(area)}",
        welcome=area.welcome,
        threshold=area.threshold,
        escalation=area.escalation,
        area=(area.last - area.first) * ACROSS * (area.high - area.low) * UP,
        created_at=clock.now(),
    )


def _rows(area: Area) -> str:
    """The first and the last named street of an area."""
    names = [name for row, name in enumerate(NAMED) if area.low < row < area.high]
    return f"{names[0]} to {names[-1]}" if len(names) > 1 else f"along {names[0]}"


def _lay_streets(db: Session) -> None:
    blocks = [_named_block(row, column) for row in range(len(NAMED)) for column in NUMBERED[:-1]]
    db.add_all(blocks)
    for column in NUMBERED:
        db.add_all(_numbered_block(column, low, high) for low, high in pairwise(range(len(NAMED))))
    db.flush()
    learn_streets(db, {fold(name): name for name in (f"{n} St" for n in (*NAMED, *map(ordinal, NUMBERED)))})
    for block in blocks:
        db.add_all(_houses(block))


def _named_block(row: int, column: int) -> Block:
    street = f"{NAMED[row]} St"
    line = [[_lon(column), _lat(row)], [_lon(column + 1), _lat(row)]]
    return _block(f"{column}00-{street}", street, f"{column}00 block of {street}", line)


def _numbered_block(column: int, low: int, high: int) -> Block:
    street = f"{ordinal(column)} St"
    line = [[_lon(column), _lat(low)], [_lon(column), _lat(high)]]
    return _block(f"{street}-{low}", street, f"{street} between {NAMED[low]} and {NAMED[high]}", line)


def _block(key: str, street: str, label: str, line: list[list[float]]) -> Block:
    (west, south), (east, north) = line
    lat, lon = round((south + north) / 2, 6), round((west + east) / 2, 6)
    return Block(key=fold(key), street=street, street_key=fold(street), label=label, lat=lat, lon=lon, line=line)


def _houses(block: Block) -> list[Address]:
    """Even numbers on the north side, a little off the middle of the street."""
    hundred, (west, lat) = int(block.label.partition("00 ")[0]), block.line[0]
    houses = []
    for step in STEPS:
        label = f"{hundred}{step:02} {block.street}"
        lon = round(west + ACROSS * step / 100, 6)
        row = Address(key=fold(label), label=label, label_key=fold(label), lat=round(lat + 0.1 * UP, 6), lon=lon)
        row.block_id = block.id
        houses.append(row)
    return houses
