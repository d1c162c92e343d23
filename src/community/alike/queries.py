"""Which posts a new one is compared with: what is open near its point, and the newest of its board. One query, by
indexes, however large the tables are; nothing hidden, withdrawn or long settled, and nobody's name."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, text, union_all
from sqlalchemy.orm import Session

from community.alike.rules import (
    MOST_SHOWN,
    OLD_DAYS,
    REACH_METERS,
    SHOW_FROM,
    Nearness,
    Told,
    freshness,
    likeness,
    may_be_offered,
    nearness,
)
from community.boards.models import Board
from community.cases.models import Backing, Case
from community.observations.models import ExactPlace, Observation
from community.observations.rules import RESOLVED, WITHDRAWN
from community.places.rules import METERS_PER_DEGREE, is_point, meters_per_degree_of_longitude

MOST_NEAR, MOST_NEW = 300, 200
"""Candidates by place and by board: the newest of them."""
LETTERS = 600
"""Of a description that are read."""
STILL_THERE = text("observation.state in ('open', 'escalated')")
"""In the very words of the partial index on places."""

SETTLED_AT = (
    select(func.max(Case.closed_at))
    .join(Backing, Backing.case_id == Case.id)
    .where(Backing.observation_id == Observation.id, Observation.state == RESOLVED)
    .correlate(Observation)
    .scalar_subquery()
)
COLUMNS = (
    Observation.id,
    Observation.board_id,
    Observation.title,
    func.substr(Observation.description, 1, LETTERS).label("description"),
    Observation.place,
    Observation.landmark,
    Observation.lat,
    Observation.lon,
    Observation.nameless,
    Observation.service_id,
    Observation.state,
    Observation.created_at,
    ExactPlace.block_id,
    SETTLED_AT.label("settled_at"),
)


def _candidates(picked: Select[Any]) -> Select[Any]:
    """What is compared of the posts picked."""
    chosen = picked.subquery()
    query = select(*COLUMNS).join(chosen, chosen.c.id == Observation.id)
    return query.outerjoin(ExactPlace, ExactPlace.observation_id == Observation.id)


def _readable() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Observation.listed.expression, Observation.hidden_at.is_(None)


NEAR = _candidates(
    select(Observation.id)
    .where(*_readable(), STILL_THERE)
    .where(
        Observation.lat.between(bindparam("south"), bindparam("north")),
        Observation.lon.between(bindparam("west"), bindparam("east")),
    )
    .order_by(Observation.created_at.desc(), Observation.id.desc())
    .limit(MOST_NEAR)
)
"""Of every board: neighborhoods overlap, and a border runs along the middle of a street. Ordered by what no index of
all boards holds, so that the one of places is taken."""
NEW = _candidates(
    select(Observation.id)
    .where(Observation.board_id == bindparam("board"), Observation.listed, Observation.created_at > bindparam("since"))
    .order_by(Observation.created_at.desc(), Observation.id.desc())
    .limit(MOST_NEW)
).where(Observation.hidden_at.is_(None), Observation.state != WITHDRAWN)
"""Those without a point, and those the city closed lately."""
NEW_OR_NEAR = union_all(NEW, NEAR)
"""A post that is both comes twice."""


@dataclass(frozen=True)
class Alike:
    """A post that may tell of the same problem: how likely (0 to 1), and how near."""

    observation_id: int
    board_id: int
    likeness: float
    near: Nearness


def told_of(post: Any, block_id: int | None) -> Told:
    """What is compared of a post that is there: an observation, or a row of the candidates."""
    return Told(
        title=post.title,
        description=post.description,
        street=post.place,
        landmark=post.landmark,
        lat=post.lat,
        lon=post.lon,
        block_id=block_id,
        service_id=post.service_id,
        blurred=post.nameless,
    )


def alike_posts(
    db: Session, new: Told, board_id: int, *, now: datetime, besides: int = 0, most: int = MOST_SHOWN
) -> list[Alike]:
    """The most alike first, at most ``most``; none under ``SHOW_FROM``, and not the post ``besides``. One query."""
    rows = {row.id: row for row in _rows(db, new, board_id, now) if row.id != besides}
    found = [_compared(new, row, now) for row in rows.values() if _offered(row, now)]
    ranked = sorted(
        (one for one in found if one.likeness >= SHOW_FROM), key=lambda one: (-one.likeness, -one.observation_id)
    )
    return ranked[:most]


def boards_by_id(db: Session, ids: Collection[int]) -> dict[int, Board]:
    """The boards with these ids, whole: what a post of theirs needs to reach 311 is theirs to say."""
    return {board.id: board for board in db.scalars(select(Board).where(Board.id.in_(ids)))} if ids else {}


def _rows(db: Session, new: Told, board_id: int, now: datetime) -> Iterable[Any]:
    values = {"board": board_id, "since": now - timedelta(days=OLD_DAYS)}
    if new.lat is None or new.lon is None or not is_point(new.lat, new.lon):
        return db.connection().execute(NEW, values)
    north, east = REACH_METERS / METERS_PER_DEGREE, REACH_METERS / meters_per_degree_of_longitude(new.lat)
    box = {"south": new.lat - north, "north": new.lat + north, "west": new.lon - east, "east": new.lon + east}
    return db.connection().execute(NEW_OR_NEAR, values | box)


def _offered(row: Any, now: datetime) -> bool:
    return may_be_offered(row.settled_at, settled=row.state == RESOLVED, now=now)


def _compared(new: Told, row: Any, now: datetime) -> Alike:
    old = told_of(row, row.block_id)
    near, age = nearness(new, old), now - row.created_at
    possible = near.factor * freshness(age) >= SHOW_FROM
    return Alike(row.id, row.board_id, likeness(new, old, age) if possible else 0.0, near)
