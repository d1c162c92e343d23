"""In which order a list stands, and from where on a page of it is read.

By time left a list has four parts, one after the other: cases past their promise, cases whose clock runs, cases on
hold, and cases without a clock, the oldest first. Each is read from one index by how a case stands (``pace``); a row
knows its part, so that the next page begins behind it.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, literal, or_, select, tuple_, union_all

from community.cases import clocks
from community.cases.models import Case
from community.desk.filters import Narrowing

NO_CLOCK = 3
RUNNING: tuple[tuple[str | None, int], ...] = (
    (clocks.LATE, 0),
    (clocks.AT_RISK, 1),
    (clocks.ON_TIME, 1),
    (clocks.PAUSED, 2),
)
"""How a case stands whose clock is not over, and in which part of the list it is then."""
OVER: tuple[tuple[str | None, int], ...] = ((None, NO_CLOCK), (clocks.ON_TIME, NO_CLOCK), (clocks.LATE, NO_CLOCK))
"""And one without a clock; closed cases, which may wait for an answer too, keep how they ended."""


@dataclass(frozen=True)
class Order:
    """``since``: what the age of a row is counted from. ``votes``: most votes first. ``left``: by time left.
    ``backwards``: the last first. ``by``: the filters, which some parts of the list cannot pass."""

    since: Any
    votes: bool
    left: bool
    backwards: bool
    by: Narrowing


def first_rows(queries: list[Select[Any]], order: Order, after: tuple[Any, ...] | None, most: int) -> Any:
    """Ids and keys (``part``, ``key``, ``age``) of the first rows of all these queries together, as a subquery."""
    asked = [part for query in queries for part in _parts(query, order, after)]
    return union_all(*(select(part.limit(most).subquery()) for part in asked)).subquery()


def sorted_by(picked: Any, order: Order) -> tuple[Any, ...]:
    """What the picked rows are ordered by."""
    columns = (picked.c.part, picked.c.key, picked.c.age, picked.c.id) if order.left else (picked.c.key, picked.c.id)
    return tuple(column.desc() for column in columns) if order.backwards else columns


def place_of(row: Any, order: Order) -> tuple[Any, ...]:
    """Where the page that ends with this row goes on."""
    return (row.part, row.key, row.age, row.id) if order.left else (row.key, row.id)


def _parts(query: Select[Any], order: Order, after: tuple[Any, ...] | None) -> list[Select[Any]]:
    if not order.left:
        key = Case.voices if order.votes else order.since
        asked = query.add_columns(literal(0).label("part"), key.label("key"), order.since.label("age"))
        if after is not None:
            place, here = tuple_(key, Case.id), tuple_(literal(after[0], key.type), literal(after[1]))
            asked = asked.where(place < here if order.backwards else place > here)
        return [asked.order_by(key.desc(), Case.id.desc()) if order.backwards else asked.order_by(key, Case.id)]
    return [_standing(query, order, after, pace, part) for pace, part in RUNNING + OVER if order.by.may_pass(pace)]


def _standing(
    query: Select[Any], order: Order, after: tuple[Any, ...] | None, pace: str | None, part: int
) -> Select[Any]:
    stands = Case.pace.is_(None) if pace is None else Case.pace == pace
    asked = query.where(stands, Case.due_at.is_(None) if part == NO_CLOCK else Case.due_at.is_not(None))
    if after is not None:
        asked = asked.where(_behind(order, after, part))
    columns = (literal(part).label("part"), Case.due_at.label("key"), order.since.label("age"))
    # Without a clock there is no due moment: it stands in the order for the index alone.
    return asked.add_columns(*columns).order_by(Case.pace, Case.due_at, order.since, Case.id)


def _behind(order: Order, after: tuple[Any, ...], part: int) -> ColumnElement[bool]:
    there, due, age, last = after
    if part != there:
        return literal(True) if part > there else false()
    place, here = tuple_(order.since, Case.id), tuple_(literal(age, order.since.type), literal(last))
    if due is None:
        return place > here
    moment = literal(due, Case.due_at.type)
    return and_(Case.due_at >= moment, or_(Case.due_at > moment, place > here))
