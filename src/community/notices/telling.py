"""The consumers and the timer that tell people: they fill the inboxes from the history, gather what goes by mail, and
let it be sent. They write facts of their own and read none of them but that a mail is gathered."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from community.activity.models import Activity, Timer
from community.activity.registry import Owed
from community.cases.undoable import acts_behind
from community.notices.actions import forget_person, give_notices
from community.notices.actions_mail import NOTHING, appoint_mails, gather_mail, settle_mailing
from community.notices.choosing import MAIL, PUSH
from community.notices.facts import MailGathered, PushGathered
from community.notices.looking_up import known_of, reachable
from community.notices.mail_queries import choices_of, mailable
from community.notices.push.queries import devices_of, pushable
from community.notices.rules import TOLD_OF, told_by
from community.people.facts import PersonClosed

KIND, PUSHED = "notice", "push"
HEARD = TOLD_OF | {PersonClosed.kind}
GATHERED = frozenset({MailGathered.kind, PushGathered.kind})


def tell_people(db: Session, activities: Sequence[Activity], app: Any) -> list[Any]:
    """Give the notices these activities make, and set the mails that tell of them; forget those who closed their
    account. Owes nothing."""
    news = [row for row in activities if row.kind in TOLD_OF and not row.imported]
    acts = acts_behind(db, news)
    news = [row for row in news if row.id not in acts or acts[row.id].undone_at is None]
    if news:
        known = known_of(db, news)
        held = {row_id: act.until for row_id, act in acts.items()}
        told_of = ((told, row) for row in news for told in told_by(row, known))
        wanted = [(replace(told, held_until=held.get(row.id)), row.at) for told, row in told_of]
        there = reachable(db, {told.person_id for told, _at in wanted})
        choices = choices_of(db, there, app.knobs.city_zone)
        reached = [(told, at) for told, at in wanted if told.person_id in there]
        takers = {MAIL: mailable(db, there), PUSH: pushable(db, there, app.knobs)}
        appoint_mails(db, give_notices(db, reached, choices, takers), choices)
    for row in activities:
        if row.kind == PersonClosed.kind and row.person_id is not None:
            forget_person(db, row.person_id)
    return []


def fire(db: Session, timer: Timer, app: Any) -> None:
    """The timer of one mail, or of one push."""
    person_id, channel = int(timer.subject.partition(":")[0]), timer.kind.rpartition(".")[2]
    gather_mail(db, channel, timer.subject, choices_of(db, [person_id], app.knobs.city_zone)[person_id])


def owe_mails(db: Session, activities: Sequence[Activity], app: Any) -> Iterable[Owed]:
    """The consumer ``notices.mail``: a mail that is gathered is owed; a push, to each browser there is."""
    for activity in activities:
        if activity.kind == MailGathered.kind:
            yield Owed(activity.id, KIND, f"mailing:{activity.data['mailing_id']}")
        else:
            yield from _owe_pushes(db, activity, app)


def _owe_pushes(db: Session, activity: Activity, app: Any) -> Iterable[Owed]:
    mailing_id = activity.data["mailing_id"]
    devices = devices_of(db, activity.person_id or 0, app.knobs)
    if not devices:
        settle_mailing(db, mailing_id, NOTHING)
    for device in devices:
        yield Owed(activity.id, PUSHED, f"mailing:{mailing_id}:{device.id}")
