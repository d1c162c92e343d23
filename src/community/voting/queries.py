"""What is read of votes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from community.cases.models import Backing, Case
from community.voting.models import Vote


def vote_of(db: Session, observation_id: int, person_id: int) -> Vote | None:
    """The person's vote for this observation, if they have cast one."""
    return db.get(Vote, (observation_id, person_id))


@dataclass(frozen=True)
class Counted:
    """Whether the person's vote for the observation counts already; how many of theirs were cast lately, and when the
    first of them."""

    on: bool
    lately: int
    first: datetime | None


def votes_since(db: Session, person_id: int, since: datetime, observation_id: int) -> Counted:
    """The person's votes after ``since``, and the one for this observation, whenever it was: one query."""
    own = exists().where(Vote.observation_id == observation_id, Vote.person_id == person_id)
    query = select(own, func.count(), func.min(Vote.cast_at)).where(Vote.person_id == person_id, Vote.cast_at > since)
    return Counted(*db.execute(query).one())


NEIGHBORS_BEHIND = (
    select(func.count(Vote.person_id.distinct()))
    .join(Backing, Backing.observation_id == Vote.observation_id)
    .where(Backing.case_id == Case.id)
    .correlate(Case)
    .scalar_subquery()
)
"""In a query of cases: how many neighbors upvoted one of the posts behind the case, each once. Their authors do not
count, for a number that jumps by one would tell who wrote a nameless post."""
