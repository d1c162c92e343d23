"""Giving, reading and forgetting notices: the only writer of the inboxes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.errors import Missing
from community.notices.facts import NoticeGiven, NoticesRead
from community.notices.models import Notice
from community.notices.rules import Told
from community.people.identity import Identity


def give_notices(db: Session, notices: Sequence[tuple[Told, datetime]]) -> None:
    """Put these into inboxes, with the moment each happened; every person's open pages are told once."""
    for told, at in notices:
        db.add(
            Notice(
                person_id=told.person_id,
                activity_id=told.activity_id,
                kind=told.kind,
                observation_id=told.observation_id,
                case_id=told.case_id,
                comment_id=told.comment_id,
                follow_up_id=told.follow_up_id,
                at=at,
            )
        )
    db.flush()
    for person_id in dict.fromkeys(told.person_id for told, _at in notices):
        record(db, NoticeGiven(person_id=person_id))


def read_notices(db: Session, who: Identity, up_to: int) -> None:
    """Everything in one's inbox that had come by the notice ``up_to`` is read; what came later stays new."""
    mine = Notice.person_id == who.person_id, Notice.id <= up_to, Notice.read_at.is_(None)
    changed = update(Notice).where(*mine).values(read_at=clock.now()).returning(Notice.id)
    if db.scalars(changed, execution_options={"synchronize_session": False}).all():
        record(db, NoticesRead(person_id=who.person_id), actor_id=who.person_id)


def read_notice(db: Session, who: Identity, notice_id: int) -> None:
    """One notice of one's own is read. Raises Missing for others'."""
    notice = db.get(Notice, notice_id, with_for_update=True)
    if notice is None or notice.person_id != who.person_id:
        raise Missing
    if notice.read_at is None:
        notice.read_at = clock.now()
        record(db, NoticesRead(person_id=who.person_id), actor_id=who.person_id)


def forget_notices(db: Session, person_id: int) -> None:
    """Empty the inbox of somebody who closed their account."""
    db.execute(delete(Notice).where(Notice.person_id == person_id), execution_options={"synchronize_session": False})
