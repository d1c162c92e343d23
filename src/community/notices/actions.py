"""Giving, reading and forgetting notices: the only writer of the inboxes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.errors import Missing
from community.notices.choosing import CHANNELS, MAIL, NEVER, PUSH, Choices, group_of
from community.notices.facts import NoticeGiven, NoticesRead
from community.notices.known import Told
from community.notices.models import Choice, Follow, Mailing, Notice, PushDevice
from community.people.identity import Identity


def give_notices(
    db: Session,
    notices: Sequence[tuple[Told, datetime]],
    choices: Mapping[int, Choices],
    takers: Mapping[str, Collection[int]],
) -> list[Notice]:
    """Tell people these, with the moment each happened: in the inbox, by mail, by push, as they chose; what is chosen
    for none is not told. ``takers``: by channel, who has an address that takes it. Every person's open pages are told
    once. Returns what goes by mail or push."""
    given = []
    for told, at in notices:
        wishes, group = choices[told.person_id], group_of(told.kind, told.why)
        ways = {channel: wishes.rhythm(group, channel) for channel in CHANNELS if told.person_id in takers[channel]}
        notice = _notice(told, at, inbox=wishes.in_inbox(group), ways=ways)
        if notice.inbox or notice.mail or notice.push:
            given.append(notice)
    db.add_all(given)
    db.flush()
    for person_id in dict.fromkeys(notice.person_id for notice in given if notice.inbox):
        record(db, NoticeGiven(person_id=person_id))
    return [notice for notice in given if notice.mail or notice.push]


def _notice(told: Told, at: datetime, *, inbox: bool, ways: Mapping[str, str]) -> Notice:
    mail, push = (None if ways.get(channel, NEVER) == NEVER else ways[channel] for channel in (MAIL, PUSH))
    return Notice(
        person_id=told.person_id,
        activity_id=told.activity_id,
        kind=told.kind,
        why=told.why,
        observation_id=told.observation_id,
        case_id=told.case_id,
        comment_id=told.comment_id,
        follow_up_id=told.follow_up_id,
        at=at,
        inbox=inbox,
        mail=mail,
        push=push,
        read_at=None if inbox else at,
        held_until=told.held_until,
    )


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


def forget_person(db: Session, person_id: int) -> None:
    """Forget what somebody who closed their account was told, followed and chose."""
    for table in (Notice, Follow, Choice, Mailing, PushDevice):
        mine = delete(table).where(table.person_id == person_id)
        db.execute(mine, execution_options={"synchronize_session": False})
