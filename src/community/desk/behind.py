"""The posts behind a case as its liaisons read them, with the exact places.

Only the desk imports this module: exact places leave the database nowhere else.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.alike.queries import told_of
from community.alike.rules import Told
from community.cases.models import Backing
from community.observations.models import ExactPlace, Observation
from community.people.models import Person


@dataclass(frozen=True)
class Behind:
    """An observation behind the case. ``author`` None: shown as a neighbor. Hidden words are not repeated here."""

    id: int
    title: str
    description: str
    author: str | None
    place: str
    exact: str
    lat: float | None
    lon: float | None
    landmark: str
    votes: int
    comments: int
    state: str
    hidden: bool
    has_photo: bool
    board_id: int
    looks: tuple[int, int] | None
    """How many neighbors who were there see it, and say it is gone."""
    told: Told
    """What other posts are compared with, also of one that is hidden: no page shows it."""


def observations_behind(db: Session, case_id: int) -> list[Behind]:
    """The observations behind the case, oldest first, with the exact places. One query."""
    query = (
        select(Observation, ExactPlace, Person.display_name)
        .join(Backing, Backing.observation_id == Observation.id)
        .outerjoin(ExactPlace, ExactPlace.observation_id == Observation.id)
        .outerjoin(Person, Person.id == Observation.author_id)
        .where(Backing.case_id == case_id)
        .order_by(Observation.id)
    )
    return [_behind(*row) for row in db.execute(query)]


def _behind(seen: Observation, exact: ExactPlace | None, author: str | None) -> Behind:
    hidden = seen.hidden_at is not None
    unnamed = seen.nameless or hidden or seen.state == "withdrawn"
    return Behind(
        id=seen.id,
        title=seen.title if not hidden else "",
        description=seen.description if not hidden else "",
        author=None if unnamed else author,
        place=seen.place,
        exact=exact.address if exact else "",
        lat=exact.lat if exact else None,
        lon=exact.lon if exact else None,
        landmark=seen.landmark if not hidden else "",
        votes=seen.vote_count,
        comments=seen.comment_count,
        state=seen.state,
        hidden=hidden,
        has_photo=seen.photo_key is not None and not hidden,
        board_id=seen.board_id,
        looks=(seen.seen_count, seen.gone_count) if seen.looked_at else None,
        told=told_of(seen, exact.block_id if exact else None),
    )
