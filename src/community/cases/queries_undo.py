"""What a person may undo right now, and what they get back of what they undid."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
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
    return as_offer(db.execute(newest_of(person_id)).first())


def newest_of(person_id: int) -> Select[*tuple[Any, ...]]:
    """The query of the newest act this person may undo, for ``as_offer``."""
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
    return query.outerjoin(Observation, Observation.id == newest.c.observation_id)


def as_offer(found: Any) -> Offer | None:
    """The row of ``newest_of`` as it is offered; None: there is none."""
    if found is None:
        return None
    about = found.title if found.act == ESCALATE else found.reference
    return Offer(found.batch, found.act, found.n, found.until, (about or "") if found.n == 1 else "")


def undone_by(db: Session, person_id: int, batch: int | None) -> list[Any]:
    """The acts of this person that were undone together. One query, none without a batch."""
    return [] if batch is None else list(db.execute(undone_in(person_id, batch)))


def undone_in(person_id: int, batch: int) -> Select[*tuple[Any, ...]]:
    """The query of the acts of a batch that were undone, by their person."""
    mine = Undoable.batch == batch, Undoable.person_id == person_id, Undoable.undone_at.is_not(None)
    columns = (Undoable.batch, Undoable.act, Undoable.case_id, Undoable.observation_id, Undoable.typed)
    return select(*columns).where(*mine).order_by(Undoable.id)


def left_of(db: Session, person_id: int, batch: int) -> int:
    """How many acts of a batch stand. One query."""
    return db.scalar(standing_in(person_id, batch)) or 0


def standing_in(person_id: int, batch: int) -> Select[int]:
    """The query of how many acts of a batch stand."""
    mine = Undoable.batch == batch, Undoable.person_id == person_id, Undoable.undone_at.is_(None)
    return select(func.count()).select_from(Undoable).where(*mine)
