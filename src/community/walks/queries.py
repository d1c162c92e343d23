"""What a walk reads: the roll-call, and what this person noted and answered today."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from community.cases.models import Case
from community.comments.models import Comment
from community.observations.models import Observation
from community.observations.rules import ESCALATED, OPEN
from community.pages.board_feed import ROWS, BoardRow, rows_from
from community.walks.rules import CALLED_BACK, GONE, LATELY, MOST_CALLED, STAMP, TOO_FRESH, in_every_language


@dataclass(frozen=True)
class Noted:
    """A post made today. Its author reads it: nothing of it is left out."""

    id: int
    title: str


@dataclass(frozen=True)
class Answered:
    """An answer of the roll-call, as a comment of today."""

    comment_id: int
    observation_id: int
    title: str
    gone: bool


PICKED = (
    select(Observation.id)
    .where(
        Observation.board_id == bindparam("board"),
        Observation.listed,
        Observation.state.in_((OPEN, ESCALATED)),
        Observation.hidden_at.is_(None),
        Observation.created_at > bindparam("since"),
        Observation.created_at <= bindparam("until"),
    )
    .order_by(Observation.created_at, Observation.id)
    .limit(MOST_CALLED)
    .subquery()
)
CALLED = ROWS.join(PICKED, PICKED.c.id == Observation.id).order_by(Observation.created_at, Observation.id, Case.id)


def roll_call(db: Session, board_id: int, now: datetime) -> list[BoardRow]:
    """What was posted in the last month and is still open, oldest first, as a visitor reads it. One query."""
    return rows_from(db, CALLED, {"board": board_id, "since": now - CALLED_BACK, "until": now - TOO_FRESH})


def usual_kinds(db: Session, board_id: int) -> Counter[int]:
    """How often each kind was posted on the board lately. One query."""
    lately = (
        select(Observation.service_id)
        .where(Observation.board_id == board_id, Observation.listed)
        .order_by(Observation.created_at.desc(), Observation.id.desc())
        .limit(LATELY)
    )
    return Counter(number for number in db.scalars(lately) if number is not None)


def noted_since(db: Session, person_id: int, board_id: int, since: datetime) -> list[Noted]:
    """What the person posted on the board since then, first one first. One query."""
    query = (
        select(Observation.id, Observation.title)
        .where(Observation.author_id == person_id, Observation.created_at >= since)
        .where(Observation.board_id == board_id, Observation.withdrawn_at.is_(None))
        .order_by(Observation.created_at, Observation.id)
    )
    return [Noted(*row) for row in db.execute(query)]


def answered_since(db: Session, person_id: int, board_id: int, since: datetime) -> list[Answered]:
    """What the person answered in the roll-call of the board since then, first one first. One query."""
    query = (
        select(Comment.id, Comment.observation_id, Observation.title, Comment.words.in_(in_every_language(GONE)))
        .join(Observation, Observation.id == Comment.observation_id)
        .where(Comment.author_id == person_id, Comment.written_at >= since, Comment.withdrawn_at.is_(None))
        .where(Comment.client_id.startswith(f"{person_id}.{STAMP}-"), Observation.board_id == board_id)
        .order_by(Comment.written_at, Comment.id)
    )
    return [Answered(*row) for row in db.execute(query)]
