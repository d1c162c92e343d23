"""How far every reader of the history is: for /healthz and the operator's page."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Activity, Cursor, Delivery
from community.activity.tail import newest_id


def health(db: Session) -> dict[str, Any]:
    """Newest activity, how many rows each consumer is behind, what is overdue, what was given up."""
    newest = newest_id(db)
    cursors = db.execute(select(Cursor.consumer, Cursor.last, Cursor.problem)).all()
    overdue = select(func.count()).select_from(Delivery).where(Delivery.due <= clock.now())
    given_up = select(func.count()).select_from(Delivery).where(Delivery.given_up_at.is_not(None))
    return {
        "activity": newest,
        "activity_at": db.scalar(select(Activity.at).where(Activity.id == newest)),
        "lag": {consumer: newest - last for consumer, last, _problem in cursors},
        "failing": sorted(consumer for consumer, _last, problem in cursors if problem),
        "overdue_deliveries": db.scalar(overdue),
        "given_up_deliveries": db.scalar(given_up),
    }
