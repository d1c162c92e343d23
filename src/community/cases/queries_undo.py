"""What a person may undo right now, and what they get back of what they undid."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import clock
from community.cases.models import Case
from community.cases.models_undo import ESCALATE, Undoable
from community.observations.models import Observation


@dataclass(frozen=True)
class Offer:
    """The newest act of somebody that can be undone still: ``count`` acts that were done at once, until ``until``.
    ``about``: of a single act, the title of the post that was sent, or the city's number of the case."""

    id: int
    act: str
    count: int
    until: datetime
    about: str


def offer_to(db: Session, person_id: int) -> Offer | None:
    """The newest act this person may undo; None: nothing. One query."""
    mine = Undoable.person_id == person_id, Undoable.until > clock.now(), Undoable.undone_at.is_(None)
    one = ("act", "until", "case_id", "observation_id")
    least = [func.min(getattr(Undoable, name)).label(name) for name in one]
    newest = (
        select(Undoable.batch, *least, func.count().label("n"))
        .where(*mine)
        .group_by(Undoable.batch)
        .order_by(func.max(Undoable.id).desc())
        .limit(1)
    ).subquery()
    query = select(newest, Case.reference, Observation.title).outerjoin(Case, Case.id == newest.c.case_id)
    found = db.execute(query.outerjoin(Observation, Observation.id == newest.c.observation_id)).first()
    if found is None:
        return None
    about = found.title if found.act == ESCALATE else found.reference
    return Offer(found.batch, found.act, found.n, found.until, (about or "") if found.n == 1 else "")


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
