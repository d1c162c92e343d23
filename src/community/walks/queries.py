"""What a walk reads: the roll-call, and what this person noted and answered today."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from community.cases.models import Case
from community.confirmations.models import Confirmation
from community.observations.models import Observation
from community.observations.rules import ESCALATED, OPEN
from community.pages.board_feed import ROWS, BoardRow, rows_from
from community.walks.rules import CALLED_BACK, MOST_CALLED, TOO_FRESH


@dataclass(frozen=True)
class Noted:
    """A post made today. Its author reads it: nothing of it is left out."""

    id: int
    title: str


@dataclass(frozen=True)
class Answered:
    """What this person said today of a post that is not settled."""

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
    """What the person said since then of posts of the board as they stand, first one first. One query."""
    query = (
        select(Confirmation.observation_id, Observation.title, Confirmation.says == "gone")
        .join(Observation, Observation.id == Confirmation.observation_id)
        .where(Confirmation.person_id == person_id, Confirmation.said_at >= since, Confirmation.case_id.is_(None))
        .where(Observation.board_id == board_id)
        .order_by(Confirmation.said_at, Confirmation.id)
    )
    return [Answered(*row) for row in db.execute(query)]
