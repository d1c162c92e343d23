"""Saved views: read for the rail."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from community.desk.models import SavedView

MOST_VIEWS = 20
"""More would not fit into the rail."""


def saved_views(db: Session, person_id: int) -> list[SavedView]:
    """The views this liaison saved, by name. One query."""
    return list(db.scalars(saved_by(person_id)))


def saved_by(person_id: int) -> Select[SavedView]:
    """The query of the views this liaison saved, by name."""
    mine = select(SavedView).where(SavedView.person_id == person_id).order_by(SavedView.name, SavedView.id)
    return mine.limit(MOST_VIEWS)
