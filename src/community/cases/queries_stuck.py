"""Cases that are stuck on their way to the city: a page of them, how many there are, and the one of a case."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from community.cases.models import Case
from community.cases.models_handoff import Handoff

PAGE = 50
Parts = Collection[tuple[int, Collection[int] | None]]
"""Agencies, each with the boards it is asked for; None: all of them, and the city-wide tray."""


@dataclass(frozen=True)
class StuckCase:
    """A case that did not get through, for those who may look after it."""

    handoff_id: int
    case_id: int
    board_id: int | None
    agency_id: int
    title: str
    place: str
    since: datetime
    why: str
    detail: str
    key: str


@dataclass(frozen=True)
class StuckPage:
    """Some of what is stuck, what was owed first on top. ``next``: the hand-off after which there are more.
    ``count``: how many there are in all."""

    rows: tuple[StuckCase, ...]
    next: int | None
    count: int


def stuck_page(db: Session, parts: Parts | None = None, after: int | None = None) -> StuckPage:
    """What is stuck beyond the hand-off ``after``: of these parts, or everywhere. Whoever settles one after the other
    loses no place in the list. One query; another where nothing comes after that."""
    query = _stuck().add_columns(how_many(parts).scalar_subquery()).where(_of(parts)).order_by(Handoff.id)
    if after is not None:
        query = query.where(Handoff.id > after)
    found = db.execute(query.limit(PAGE + 1)).all()
    rows = tuple(as_stuck(handoff, case) for handoff, case, _all in found)
    more = rows[PAGE - 1].handoff_id if len(rows) > PAGE else None
    if not found and after is not None:
        return StuckPage((), None, stuck_count(db, parts))
    return StuckPage(rows[:PAGE], more, found[0][-1] if found else 0)


def stuck_count(db: Session, parts: Parts | None = None) -> int:
    """How many hand-offs are stuck: of these parts, or everywhere. One query."""
    return db.scalar(how_many(parts)) or 0


def stuck_handoff(db: Session, case_id: int) -> StuckCase | None:
    """What of this case is stuck, if anything. One query."""
    row: Any = db.execute(_stuck().where(Handoff.case_id == case_id).order_by(Handoff.id.desc()).limit(1)).first()
    return as_stuck(*row) if row else None


def with_stuck(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A query over cases joined to the hand-off that is stuck, where one is: one row for each case still."""
    last = select(func.max(Handoff.id)).where(STUCK, Handoff.case_id == Case.id).correlate(Case).scalar_subquery()
    return query.outerjoin(Handoff, Handoff.id == last)


def as_stuck(handoff: Any, case: Case) -> StuckCase:
    """The case with the hand-off of it that is stuck."""
    return StuckCase(
        handoff.id, case.id, case.board_id, case.agency_id, case.title, case.place, handoff.stuck_since,
        handoff.why, handoff.detail, handoff.key,
    )  # fmt: skip


STUCK = and_(Handoff.settled_at.is_(None), Handoff.stuck_since.is_not(None))


def _stuck() -> Any:
    return select(Handoff, Case).join(Case, Case.id == Handoff.case_id).where(STUCK)


def how_many(parts: Parts | None) -> Select[int]:
    """The query of how many hand-offs of these parts are stuck."""
    counted = select(func.count()).select_from(Handoff).join(Case, Case.id == Handoff.case_id)
    return counted.where(STUCK, _of(parts)).correlate(None)


def _of(parts: Parts | None) -> ColumnElement[bool]:
    """The condition of their cases; no part at all is nobody's."""
    if parts is None:
        return and_(True)
    held = [
        Case.agency_id == agency_id if boards is None else and_(Case.agency_id == agency_id, Case.board_id.in_(boards))
        for agency_id, boards in parts
    ]
    return or_(false(), *held)
