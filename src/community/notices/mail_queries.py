"""What mails are made of and what became of them: wishes, what waits to be mailed, mailings, keys."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Timer
from community.notices.choosing import MAIL, PUSH, Choices
from community.notices.models import FAILED, Choice, Mailing, Notice, SigningKey
from community.people.models import Account, Person

MOST_BOUNCES = 3
"""Mails that come back before an address gets no more notices; codes still go there."""
MOST_SHOWN = 20
LATELY = timedelta(days=90)
BOUND = {MAIL: Notice.mailing_id, PUSH: Notice.push_mailing_id}
RHYTHM = {MAIL: Notice.mail, PUSH: Notice.push}
"""By channel: the mailing a notice went with, and the rhythm it goes in."""


def choices_of(db: Session, person_ids: Collection[int], zone: str) -> dict[int, Choices]:
    """How each of these people wants to be reached; ``zone``: the city's. One query, none without people."""
    found = {person_id: Choices(zone) for person_id in person_ids}
    if found:
        for row in db.scalars(select(Choice).where(Choice.person_id.in_(person_ids))):
            found[row.person_id] = _choices(row)
    return found


def _choices(row: Choice) -> Choices:
    quiet = None if row.quiet_from is None or row.quiet_to is None else (row.quiet_from, row.quiet_to)
    return Choices(row.zone, row.mail, row.push, frozenset(row.quiet_inbox), quiet, row.digest_day, row.paused_until)


def mailable(db: Session, person_ids: Collection[int]) -> frozenset[int]:
    """Which of these people have an address that takes mail. One query, none without people."""
    if not person_ids:
        return frozenset()
    query = (
        select(Account.person_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            Account.person_id.in_(person_ids),
            Account.bounces < MOST_BOUNCES,
            Person.suspended_at.is_(None),
            Person.closed_at.is_(None),
        )
    )
    return frozenset(db.scalars(query))


def appointed(db: Session, kind: str, subject: str) -> bool:
    """Whether such a timer is set. Waits for one that is firing right now: what it has gathered is closed then."""
    query = select(Timer.id).where(Timer.kind == kind, Timer.subject == subject).with_for_update()
    return db.scalar(query) is not None


def mails_since(
    db: Session, channel: str, person_ids: Collection[int], since: datetime
) -> Mapping[tuple[int, int | None], datetime]:
    """When each person last got a mail (or push) about a thread, of those made since. One query."""
    query = (
        select(Mailing.person_id, Mailing.observation_id, func.max(Mailing.made_at))
        .where(Mailing.person_id.in_(person_ids), Mailing.made_at > since, Mailing.channel == channel)
        .group_by(Mailing.person_id, Mailing.observation_id)
    )
    return {(person, post): at for person, post, at in db.execute(query)}


def unmailed(
    db: Session, channel: str, person_id: int, rhythm: str | None = None, observation_id: int | None = None
) -> list[Notice]:
    """What waits for a mail (or push) to this person, locked; of one rhythm and thread, if named."""
    column, bound = RHYTHM[channel], BOUND[channel]
    query = select(Notice).where(Notice.person_id == person_id, column.is_not(None), bound.is_(None))
    if rhythm is not None:
        query = query.where(column == rhythm)
    if observation_id is not None:
        query = query.where(Notice.observation_id == observation_id)
    return list(db.scalars(query.order_by(Notice.id).with_for_update()))


def mailing_by_id(db: Session, mailing_id: int) -> Mailing | None:
    """One mail."""
    return db.get(Mailing, mailing_id)


@dataclass(frozen=True)
class MailingLine:
    """What became of one mail, for the person it went to or for the operator."""

    id: int
    person_id: int
    channel: str
    rhythm: str
    made_at: datetime
    state: str
    settled_at: datetime | None
    reason: str


def mailings_of(db: Session, person_id: int) -> list[MailingLine]:
    """The newest mails and pushes to this person."""
    query = select(Mailing).where(Mailing.person_id == person_id, Mailing.state != "nothing")
    return [_mailing(row) for row in db.scalars(query.order_by(Mailing.id.desc()).limit(MOST_SHOWN))]


def failed_mailings(db: Session) -> list[MailingLine]:
    """The newest mails that came back or were given up lately: for the operator, by number of person, without
    addresses."""
    # The condition is written as the index has it: with values apart SQLite would not take that index.
    query = select(Mailing).where(FAILED, Mailing.settled_at > clock.now() - LATELY)
    return [_mailing(row) for row in db.scalars(query.order_by(Mailing.settled_at.desc()).limit(MOST_SHOWN))]


def _mailing(row: Mailing) -> MailingLine:
    return MailingLine(
        row.id, row.person_id, row.channel, row.rhythm, row.made_at, row.state, row.settled_at, row.reason
    )


def key_named(db: Session, name: str) -> str | None:
    """A signing key, if it was made."""
    return db.scalar(select(SigningKey.value).where(SigningKey.name == name))
