"""Whose words and place a case lists: those of the first observation behind it that can still be read."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.cases.locking import locked_cases
from community.cases.models import Backing, Case
from community.observations.models import Observation
from community.observations.rules import WITHDRAWN


def name_case(db: Session, case: Case) -> None:
    """Let the (locked) case list the title and the place of the post it was opened for, or of the one that joined
    first after it, passing over those that are withdrawn or hidden. Where none is left it has no title, and the place
    that is still shown. A better place that somebody gave for the case stays."""
    db.flush()
    query = (
        select(Observation)
        .join(Backing, Backing.observation_id == Observation.id)
        .where(Backing.case_id == case.id)
        .order_by(Backing.since, Observation.id)
    )
    behind = db.scalars(query).all()
    names = readable(behind)
    case.title = names[0].title if names else ""
    placed = next(iter(names or behind), None)
    if placed is not None and case.place_given_at is None:
        case.place, case.lat, case.lon = placed.place, placed.lat, placed.lon


def readable(posts: Iterable[Observation]) -> list[Observation]:
    """Those whose words are neither withdrawn nor hidden."""
    return [post for post in posts if post.state != WITHDRAWN and post.hidden_at is None]


def name_cases_anew(db: Session, observation_id: int) -> list[Case]:
    """The words of the observation changed, were hidden or can be read again. Returns the cases it stands behind,
    locked."""
    cases = locked_cases(db, observation_id)
    for case in cases:
        name_case(db, case)
    return cases
