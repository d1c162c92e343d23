"""Who closes their account leaves nothing of their own at the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.cases.models_mentions import Mention
from community.cases.models_undo import Undoable
from community.cases.undoable import forget_typed
from community.desk.models import Habit, Reader, SavedView


def forget_desks(db: Session, activities: Sequence[Activity], app: Any) -> list[Any]:
    """The consumer: saved views, habits, that they had a case open, notes that named them, and words they took back
    are forgotten. Owes nothing."""
    closed = [row.person_id for row in activities]
    for table in (SavedView, Habit, Reader, Mention):
        db.execute(delete(table).where(table.person_id.in_(closed)))
    forget_typed(db, Undoable.person_id.in_(closed))
    return []
