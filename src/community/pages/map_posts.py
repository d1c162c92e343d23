"""Which posts lie on a piece of ground: for the opened map and for "Nearby". Always through an index, never more than
a few hundred; hidden, withdrawn and settled ones are not shown. What the city called done is shown while neighbors are
asked to look."""

from collections import Counter
from dataclasses import dataclass
from math import floor
from typing import Any

from sqlalchemy import Select, bindparam, select, text, union_all
from sqlalchemy.orm import Session

from community import clock
from community.cases.models import Backing, Case
from community.observations.models import Observation
from community.pages.board_feed import BoardRow, rows_of
from community.places.ground import Box
from community.places.rules import METERS_PER_DEGREE

MOST_POSTS = 200
"""Told by title at once; the others are counted."""
FEW = 6
"""Posts of one group that are still told by title."""
LAST_ZOOM = 18
"""From here on a group does not come apart by looking closer (``LAST_ZOOM`` in map.js): all of it is told."""
CELL_PIXELS = 56
"""Side of the square in which posts become one mark: a little more than a finger."""
NEWEST = 2_000
"""Of a larger piece of ground only the newest of the whole city are looked through."""
SMALL_DEGREES = 5_000 / METERS_PER_DEGREE
"""From south to north: ground up to this size is looked up by latitude."""


@dataclass(frozen=True)
class OnMap:
    """A post with its public point. ``vague``: the block or cell around it is meant."""

    row: BoardRow
    lat: float
    lon: float
    vague: bool
    board_id: int


@dataclass(frozen=True)
class Group:
    """Posts so near to each other that they are one mark: how many are on the board, at 311 and called done by the
    city, and the posts themselves where they are few."""

    lat: float
    lon: float
    on_board: int
    at_city: int
    called_done: int
    posts: tuple[OnMap, ...]

    @property
    def size(self) -> int:
        """Posts in all."""
        return self.on_board + self.at_city + self.called_done


@dataclass(frozen=True)
class Shown:
    """What a map shows of a box: groups; ``capped`` when only the newest of it were looked at."""

    groups: tuple[Group, ...]
    capped: bool

    @property
    def total(self) -> int:
        """Posts on the map."""
        return sum(group.size for group in self.groups)

    @property
    def told(self) -> int:
        """Posts of which more is told than that they are there."""
        return sum(len(group.posts) for group in self.groups)


COLUMNS = (
    Observation.id, Observation.lat, Observation.lon, Observation.nameless, Observation.board_id,
    Observation.state,
)  # fmt: skip


def _there() -> Select[*tuple[Any, ...]]:
    """The very words of the partial indexes ``ix_observation_map_…``."""
    return select(*COLUMNS).where(
        Observation.listed, Observation.hidden_at.is_(None), text("observation.state in ('open', 'escalated')")
    )


def _within(columns: Any) -> tuple[Any, ...]:
    return (
        columns.lat.between(bindparam("south"), bindparam("north")),
        columns.lon.between(bindparam("west"), bindparam("east")),
    )


_newest = _there().order_by(Observation.id.desc()).limit(NEWEST).subquery()
SMALL = _there().where(*_within(Observation)).order_by(Observation.id.desc()).limit(bindparam("most"))
LARGE = select(_newest).where(*_within(_newest.c)).order_by(_newest.c.id.desc()).limit(bindparam("most"))
_asked = (
    select(Backing.observation_id)
    .join(Case, Case.id == Backing.case_id)
    .where(Case.confirm_until > bindparam("now"), Case.state == "closed")
)
CALLED_DONE = (
    select(*COLUMNS)
    .where(Observation.id.in_(_asked), Observation.state == "resolved")
    .where(Observation.listed, Observation.hidden_at.is_(None), *_within(Observation))
    .order_by(Observation.id.desc())
    .limit(bindparam("most"))
)
"""What neighbors are asked to look at: by the few cases whose window is open."""
NARROW, WIDE = (
    union_all(select(there.subquery()), select(CALLED_DONE.subquery()))
    .order_by(text("id desc"))
    .limit(bindparam("most"))
    for there in (SMALL, LARGE)
)


def points_within(db: Session, box: Box, most: int) -> list[Any]:
    """Id, point, namelessness, board and state of the newest posts in the box. One query."""
    south, west, north, east = box
    statement = NARROW if north - south <= SMALL_DEGREES else WIDE
    values = {"south": south, "west": west, "north": north, "east": east, "most": most, "now": clock.now()}
    return list(db.connection().execute(statement, values).all())


def groups_within(db: Session, box: Box, zoom: int) -> Shown:
    """What a map of this box shows at this zoom (as tile maps count it). Two queries."""
    few = FEW if zoom < LAST_ZOOM else MOST_POSTS
    found = points_within(db, box, NEWEST)
    cells: dict[tuple[int, int], list[Any]] = {}
    step = CELL_PIXELS * 360 / (256 * 2**zoom)
    for point in found:
        cells.setdefault((floor(point.lat / step), floor(point.lon / step)), []).append(point)
    told = [point for points in cells.values() if len(points) <= few for point in points]
    known = {post.row.id: post for post in on_map(db, told[:MOST_POSTS])}
    groups = tuple(_group(points, known) for points in cells.values())
    return Shown(groups, capped=len(found) == NEWEST)


def _group(points: list[Any], known: dict[int, OnMap]) -> Group:
    states = Counter(point.state for point in points)
    return Group(
        lat=round(sum(point.lat for point in points) / len(points), 6),
        lon=round(sum(point.lon for point in points) / len(points), 6),
        on_board=states["open"],
        at_city=states["escalated"],
        called_done=states["resolved"],
        posts=tuple(known[point.id] for point in points if point.id in known),
    )


def on_map(db: Session, found: list[Any]) -> list[OnMap]:
    """The posts of these points as lists show them, in the order of the points. One query, none without points."""
    rows = {row.id: row for row in rows_of(db, [point.id for point in found])} if found else {}
    return [
        OnMap(rows[point.id], point.lat, point.lon, point.nameless, point.board_id)
        for point in found
        if point.id in rows
    ]
