"""What is read of votes."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.voting.models import Vote


def vote_of(db: Session, observation_id: int, person_id: int) -> Vote | None:
    """The person's vote for this observation, if they have cast one."""
    return db.get(Vote, (observation_id, person_id))


def votes_since(db: Session, person_id: int, since: datetime) -> tuple[int, datetime | None]:
    """How many of the person's votes were cast after ``since``, and when the first of them."""
    query = select(func.count(), func.min(Vote.cast_at)).where(Vote.person_id == person_id, Vote.cast_at > since)
    number, first = db.execute(query).one()
    return number, first
