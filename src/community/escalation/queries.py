"""What escalation looks for."""

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session

from community.boards.models import Board
from community.escalation.rules import BY_VOTES
from community.observations.models import Observation
from community.observations.rules import TAKEN_OUT
from community.settings import Settings

SENT_BY_VOTES: tuple[ColumnElement[bool], ...] = (
    Observation.state == "open",
    Observation.hidden_at.is_(None),
    Observation.escalated_by.is_distinct_from(TAKEN_OUT),
)
"""What votes may send to 311, when there are enough."""


def locked_candidates(db: Session, board_id: int, votes: int, limit: int) -> list[Observation]:
    """Observations of the board that votes may send and that have so many, locked in the order of their ids."""
    query = (
        select(Observation)
        .where(Observation.board_id == board_id, Observation.vote_count >= votes, *SENT_BY_VOTES)
        .order_by(Observation.id)
        .limit(limit)
        .with_for_update()
    )
    return list(db.scalars(query, execution_options={"populate_existing": True}))


def boards_behind(db: Session, knobs: Settings) -> list[int]:
    """Boards with a post that has the votes and was not sent. One look into the index of open votes for each board."""
    chosen, floor = func.coalesce(Board.threshold, knobs.votes_to_escalate), knobs.votes_floor
    asked = case((chosen < floor, floor), else_=chosen)  # as boards.rules.threshold_of
    waiting = exists().where(Observation.board_id == Board.id, Observation.vote_count >= asked, *SENT_BY_VOTES)
    return list(db.scalars(select(Board.id).where(Board.escalation.in_(BY_VOTES), waiting).order_by(Board.id)))
