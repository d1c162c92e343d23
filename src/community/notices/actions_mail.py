"""When mails and pushes go out and what becomes of them: the only writer of mailings, wishes and keys.

What is told by mail or push waits in its notice; one timer for each channel, person, rhythm and thread gathers it into
one mailing.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.activity.timers import set_timer
from community.limits import take_turn
from community.notices.choosing import (
    CHANNELS,
    GATHER,
    MAIL,
    NEVER,
    NOW,
    PAUSE,
    REST,
    Choices,
    allowed_at,
    group_of,
    mail_at,
)
from community.notices.facts import MailGathered, PushGathered
from community.notices.mail_queries import BOUND, appointed, key_named, mailing_by_id, mails_since, unmailed
from community.notices.models import Choice, Mailing, Notice, SigningKey
from community.people.actions import count_bounce, forgive_bounces

TIMERS = {channel: f"notices.{channel}" for channel in CHANNELS}
WAITING, DELIVERED, BOUNCED, GIVEN_UP, NOTHING = "waiting", "delivered", "bounced", "given_up", "nothing"
GONE = "gone"


def appoint_mails(db: Session, notices: Sequence[Notice], choices: Mapping[int, Choices]) -> None:
    """See to it that what goes by mail or push is gathered in time; one that is set already takes it along."""
    for channel in CHANNELS:
        _appoint(db, channel, [notice for notice in notices if getattr(notice, channel)], choices)


def _appoint(db: Session, channel: str, notices: Sequence[Notice], choices: Mapping[int, Choices]) -> None:
    last = mails_since(db, channel, {notice.person_id for notice in notices}, clock.now() - REST) if notices else {}
    first = {_subject(notice, channel): notice for notice in reversed(notices)}
    for subject, notice in sorted(first.items(), key=lambda pair: pair[1].person_id):
        take_turn(db, TIMERS[channel], notice.person_id)
        if not appointed(db, TIMERS[channel], subject):
            before = last.get((notice.person_id, notice.observation_id))
            wishes = choices[notice.person_id].for_channel(channel)
            at = max(notice.at, notice.held_until - GATHER) if notice.held_until else notice.at
            set_timer(db, TIMERS[channel], subject, mail_at(at, getattr(notice, channel), wishes, before))


def _subject(notice: Notice, channel: str) -> str:
    """A mail at once is about one thread; a digest about everything. So is a push."""
    rhythm = getattr(notice, channel)
    thread = notice.observation_id or 0 if rhythm == NOW else 0
    return f"{notice.person_id}:{rhythm}:{thread}"


def gather_mail(db: Session, channel: str, subject: str, choices: Choices) -> Mailing | None:
    """The time of a mail (or push) has come: bind what waits for it into one, and let it be sent. None: there is
    nothing, or the wishes changed and it goes later."""
    person, rhythm, thread = subject.split(":")
    later = allowed_at(clock.now(), choices.for_channel(channel))
    if later > clock.now():
        set_timer(db, TIMERS[channel], subject, later)
        return None
    found = unmailed(db, channel, int(person), rhythm, int(thread) or None)
    held = [notice.held_until for notice in found if notice.held_until and notice.held_until > clock.now()]
    waiting = [notice for notice in found if notice.held_until not in held]
    if held:  # it may be undone still, so it goes with another one
        last = clock.now() if waiting else None
        at = mail_at(min(held) - GATHER, rhythm, choices.for_channel(channel), last)
        set_timer(db, TIMERS[channel], subject, at)
    if not waiting:
        return None
    mailing = Mailing(
        person_id=int(person),
        channel=channel,
        rhythm=rhythm,
        groups=sorted({group_of(notice.kind, notice.why) for notice in waiting}),
        observation_id=int(thread) or None,
        made_at=clock.now(),
    )
    db.add(mailing)
    db.flush()
    for notice in waiting:
        setattr(notice, BOUND[channel].key, mailing.id)
    gathered = MailGathered if channel == MAIL else PushGathered
    record(db, gathered(mailing.person_id, mailing.id))
    return mailing


def settle_mailing(db: Session, mailing_id: int, state: str, reason: str = "") -> None:
    """What became of a mail or a push. A mail that comes back counts against the address, once, also when a server had
    taken it; a push that one browser took is delivered, whatever the others say."""
    mailing = db.get_one(Mailing, mailing_id, with_for_update=True)
    if mailing.state == state or (mailing.channel != MAIL and mailing.state == DELIVERED):
        return
    mailing.state, mailing.settled_at, mailing.reason = state, clock.now(), reason
    if state == BOUNCED:
        count_bounce(db, mailing.person_id)


def give_up_mailing(db: Session, mailing_id: int, why: str) -> None:
    """Its delivery was given up, for whatever reason. What came back, or reached one of several browsers, stays that;
    what is gone with an account leaves nothing to say."""
    mailing = mailing_by_id(db, mailing_id)
    if mailing is not None and mailing.state in (WAITING, GONE):
        settle_mailing(db, mailing_id, GIVEN_UP, why)


def choose(db: Session, person_id: int, choices: Choices) -> None:
    """Save how somebody wants to be reached; what waits for a mail or a push follows the new wishes."""
    for channel in CHANNELS:
        take_turn(db, TIMERS[channel], person_id)
    row = db.get(Choice, person_id, with_for_update=True)
    if row is None:
        row = Choice(person_id=person_id)
        db.add(row)
    row.mail, row.push, row.quiet_inbox = dict(choices.mail), dict(choices.push), sorted(choices.quiet_inbox)
    row.zone, row.digest_day, row.paused_until = choices.zone, choices.digest_day, choices.paused_until
    row.quiet_from, row.quiet_to = choices.quiet or (None, None)
    for channel in CHANNELS:
        _appoint_anew(db, channel, person_id, choices.for_channel(channel))


def _appoint_anew(db: Session, channel: str, person_id: int, choices: Choices) -> None:
    waiting = unmailed(db, channel, person_id)
    for notice in waiting:
        rhythm = choices.rhythm(group_of(notice.kind, notice.why), channel)
        setattr(notice, channel, None if rhythm == NEVER else rhythm)
    rhythms = {_subject(notice, channel): getattr(notice, channel) for notice in waiting if getattr(notice, channel)}
    for subject, rhythm in rhythms.items():
        set_timer(db, TIMERS[channel], subject, mail_at(clock.now(), rhythm, choices))


def change_rhythm(db: Session, person_id: int, choices: Choices, groups: Collection[str], rhythm: str) -> None:
    """Mails about these groups come in another rhythm from now on, or not at all."""
    choose(db, person_id, replace(choices, mail={**choices.mail, **dict.fromkeys(groups, rhythm)}))


def pause_mails(db: Session, person_id: int, choices: Choices, *, pausing: bool) -> None:
    """No mail for two weeks, or mails again from now on. What happens meanwhile waits."""
    choose(db, person_id, replace(choices, paused_until=clock.now() + PAUSE if pausing else None))


def try_address_again(db: Session, person_id: int) -> None:
    """Let mails go to the address again that gave them back."""
    forgive_bounces(db, person_id)


def signing_key(db: Session, name: str) -> str:
    """The key that signs links and addresses in mails; made at the first use, by whoever comes first."""
    found = key_named(db, name)
    if found is None:
        found = secrets.token_hex(32)
        db.add(SigningKey(name=name, value=found))
        db.flush()
    return found
