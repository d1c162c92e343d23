"""What escalation looks for."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.observations.models import Observation


def locked_candidates(db: Session, board_id: int, votes: int, limit: int) -> list[Observation]:
    """Open, visible observations of the board with at least so many votes, locked in the order of their ids."""
    query = (
        select(Observation)
        .where(Observation.board_id == board_id, Observation.state == "open", Observation.vote_count >= votes)
        .where(Observation.hidden_at.is_(None))
        .order_by(Observation.id)
        .limit(limit)
        .with_for_update()
    )
    return list(db.scalars(query, execution_options={"populate_existing": True}))
