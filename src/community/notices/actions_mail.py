"""When mails go out and what becomes of them: the only writer of mailings, wishes and keys.

What is told by mail waits in its notice; one timer for each person, rhythm and thread gathers it into one mailing.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.activity.timers import set_timer
from community.limits import take_turn
from community.notices.choosing import NEVER, NOW, PAUSE, REST, Choices, allowed_at, group_of, mail_at
from community.notices.facts import MailGathered
from community.notices.mail_queries import appointed, key_named, mails_since, unmailed
from community.notices.models import Choice, Mailing, Notice, SigningKey
from community.people.actions import count_bounce, forgive_bounces

TIMER = "notices.mail"
WAITING, DELIVERED, BOUNCED, GIVEN_UP, NOTHING = "waiting", "delivered", "bounced", "given_up", "nothing"


def appoint_mails(db: Session, notices: Sequence[Notice], choices: Mapping[int, Choices]) -> None:
    """See to it that what goes by mail is gathered in time; a mail that is set already takes it along."""
    last = mails_since(db, {notice.person_id for notice in notices}, clock.now() - REST) if notices else {}
    first = {_subject(notice): notice for notice in reversed(notices)}
    for subject, notice in sorted(first.items(), key=lambda pair: pair[1].person_id):
        take_turn(db, TIMER, notice.person_id)
        if not appointed(db, TIMER, subject):
            before = last.get((notice.person_id, notice.observation_id))
            set_timer(db, TIMER, subject, mail_at(notice.at, str(notice.mail), choices[notice.person_id], before))


def _subject(notice: Notice) -> str:
    """A mail at once is about one thread; a digest about everything."""
    thread = notice.observation_id or 0 if notice.mail == NOW else 0
    return f"{notice.person_id}:{notice.mail}:{thread}"


def gather_mail(db: Session, subject: str, choices: Choices) -> Mailing | None:
    """The time of a mail has come: bind what waits for it into one, and let it be sent. None: there is nothing, or the
    wishes changed and it goes later."""
    person, rhythm, thread = subject.split(":")
    later = allowed_at(clock.now(), choices)
    if later > clock.now():
        set_timer(db, TIMER, subject, later)
        return None
    waiting = unmailed(db, int(person), rhythm, int(thread) or None)
    if not waiting:
        return None
    mailing = Mailing(
        person_id=int(person),
        rhythm=rhythm,
        groups=sorted({group_of(notice.kind, notice.why) for notice in waiting}),
        observation_id=int(thread) or None,
        made_at=clock.now(),
    )
    db.add(mailing)
    db.flush()
    for notice in waiting:
        notice.mailing_id = mailing.id
    record(db, MailGathered(mailing.person_id, mailing.id))
    return mailing


def settle_mailing(db: Session, mailing_id: int, state: str, reason: str = "") -> None:
    """What became of a mail. One that comes back counts against the address, once, also when a server had taken it."""
    mailing = db.get_one(Mailing, mailing_id, with_for_update=True)
    if mailing.state == state:
        return
    mailing.state, mailing.settled_at, mailing.reason = state, clock.now(), reason
    if state == BOUNCED:
        count_bounce(db, mailing.person_id)


def choose(db: Session, person_id: int, choices: Choices) -> None:
    """Save how somebody wants to be reached; what waits for a mail follows the new wishes."""
    take_turn(db, TIMER, person_id)
    row = db.get(Choice, person_id, with_for_update=True)
    if row is None:
        row = Choice(person_id=person_id)
        db.add(row)
    row.mail, row.quiet_inbox = dict(choices.mail), sorted(choices.quiet_inbox)
    row.zone, row.digest_day, row.paused_until = choices.zone, choices.digest_day, choices.paused_until
    row.quiet_from, row.quiet_to = choices.quiet or (None, None)
    waiting = unmailed(db, person_id)
    for notice in waiting:
        rhythm = choices.rhythm(group_of(notice.kind, notice.why))
        notice.mail = None if rhythm == NEVER else rhythm
    for notice in {_subject(notice): notice for notice in waiting if notice.mail}.values():
        set_timer(db, TIMER, _subject(notice), mail_at(clock.now(), str(notice.mail), choices))


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
