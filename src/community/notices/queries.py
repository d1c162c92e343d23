"""What the inbox reads."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from community.notices.models import Notice

MOST_COUNTED = 99
UNREAD = select(func.count()).select_from(
    select(Notice.id)
    .where(Notice.person_id == bindparam("person"), Notice.read_at.is_(None))
    .limit(MOST_COUNTED)
    .subquery()
)


def unread_count(db: Session, person_id: int) -> int:
    """How many notices wait, up to 99. One query."""
    return db.scalar(UNREAD, {"person": person_id}) or 0
