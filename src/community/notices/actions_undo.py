"""What was told of something that is undone is taken back out of the inboxes. It has not left by mail or push before:
it is held until it cannot be undone any more."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from community.errors import Refused
from community.i18n import _
from community.notices.following import CASE, OBSERVATION
from community.notices.models import Follow, Notice


def take_back_notices(db: Session, condition: ColumnElement[bool]) -> None:
    """These notices were never given. Raises Refused when one of them is in a mail or a push already: who gathers
    mails and this wait for each other."""
    found = select(Notice).where(condition).order_by(Notice.id).with_for_update()
    for notice in db.scalars(found, execution_options={"populate_existing": True}):
        if notice.mailing_id is not None or notice.push_mailing_id is not None:
            raise Refused(_("It has left by mail already, so it cannot be undone any more. Write what is new instead."))
        db.delete(notice)
    db.flush()


def follow_post_instead(db: Session, case_id: int, observation_id: int) -> None:
    """Whoever began to follow a case that is no more follows the post behind it."""
    there = set(db.scalars(select(Follow.person_id).where(
        Follow.kind == OBSERVATION, Follow.subject_id == observation_id)))  # fmt: skip
    for follow in db.scalars(select(Follow).where(Follow.kind == CASE, Follow.subject_id == case_id)):
        if follow.person_id in there:
            db.delete(follow)
        else:
            follow.kind, follow.subject_id = OBSERVATION, observation_id
    db.flush()
