"""What the forms and actions read of observations. The board and the thread themselves are read by ``pages``."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from community.activity.tail import NEWEST
from community.boards.models import Board
from community.observations.models import ExactPlace, Observation, Version

WITH_BOARD = (
    select(Observation, Board, NEWEST.scalar_subquery())
    .join(Board, Board.id == Observation.board_id)
    .where(Observation.id == bindparam("observation"))
)


def posts_since(db: Session, person_id: int, since: datetime) -> tuple[int, datetime | None]:
    """How often the person posted after ``since``, and when first; withdrawn posts count."""
    query = select(func.count(), func.min(Observation.created_at)).where(
        Observation.author_id == person_id, Observation.created_at > since
    )
    number, first = db.execute(query).one()
    return number, first


def observation_sent_as(db: Session, client_id: str) -> Observation | None:
    """The observation that a form with this stamp already made."""
    return db.scalar(select(Observation).where(Observation.client_id == client_id))


def observation_with_board(db: Session, observation_id: int) -> tuple[Observation, Board, int] | None:
    """The observation, its board, and the id of the newest activity when they were read. One query: every page about a
    post needs them."""
    row = db.execute(WITH_BOARD, {"observation": observation_id}).first()
    return (row[0], row[1], row[2] or 0) if row else None


def exact_place(db: Session, observation_id: int) -> ExactPlace | None:
    """Where the problem exactly is. For its author and the desk only."""
    return db.get(ExactPlace, observation_id)


def versions_of(db: Session, observation_id: int) -> list[Version]:
    """Older words, newest first. For their author only."""
    return list(db.scalars(select(Version).where(Version.observation_id == observation_id).order_by(Version.id.desc())))
