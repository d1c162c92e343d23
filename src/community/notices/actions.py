"""What people do with their inbox."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.notices.facts import NoticeGiven
from community.notices.models import Notice
from community.notices.queries import unread_count


def mark_read(db: Session, person_id: int, notice_id: int | None = None) -> Notice | None:
    """Mark one notice of this person as read, or all of them. The one, where it was asked for and is theirs."""
    query = select(Notice).where(Notice.person_id == person_id)
    query = query.where(Notice.id == notice_id) if notice_id else query.where(Notice.read_at.is_(None))
    found = db.scalars(query).all()
    fresh = [notice for notice in found if notice.read_at is None]
    for notice in fresh:
        notice.read_at = clock.now()
    if fresh:
        db.flush()
        record(db, NoticeGiven(person_id=person_id, unread=unread_count(db, person_id)), actor_id=person_id)
    return found[0] if notice_id and found else None
