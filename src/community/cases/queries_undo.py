"""What a person may undo right now, and what they get back of what they undid."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import clock
from community.cases.models_undo import Undoable


@dataclass(frozen=True)
class Offer:
    """The newest act of somebody that can be undone still: ``count`` acts that were done at once, until ``until``."""

    id: int
    act: str
    count: int
    until: datetime


def offer_to(db: Session, person_id: int) -> Offer | None:
    """The newest act this person may undo; None: nothing. One query."""
    mine = Undoable.person_id == person_id, Undoable.until > clock.now(), Undoable.undone_at.is_(None)
    query = (
        select(Undoable.batch, func.min(Undoable.act), func.count(), func.min(Undoable.until))
        .where(*mine)
        .group_by(Undoable.batch)
        .order_by(func.max(Undoable.id).desc())
        .limit(1)
    )
    found: Any = db.execute(query).first()
    return Offer(*found) if found else None


def undone_by(db: Session, person_id: int, batch: int | None) -> list[Undoable]:
    """The acts of this person that were undone together."""
    if batch is None:
        return []
    mine = Undoable.batch == batch, Undoable.person_id == person_id, Undoable.undone_at.is_not(None)
    return list(db.scalars(select(Undoable).where(*mine).order_by(Undoable.id)))


def left_of(db: Session, person_id: int, batch: int) -> int:
    """How many acts of a batch stand."""
    mine = Undoable.batch == batch, Undoable.person_id == person_id, Undoable.undone_at.is_(None)
    return db.scalar(select(func.count()).select_from(Undoable).where(*mine)) or 0
