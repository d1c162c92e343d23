"""The consumers and the timer that tell people: they fill the inboxes from the history, gather what goes by mail, and
let it be sent. They write facts of their own and read none of them but that a mail is gathered."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from community.activity.models import Activity, Timer
from community.activity.registry import Owed
from community.notices.actions import forget_person, give_notices
from community.notices.actions_mail import appoint_mails, gather_mail
from community.notices.facts import MailGathered
from community.notices.looking_up import known_of, reachable
from community.notices.mail_queries import choices_of, mailable
from community.notices.rules import TOLD_OF, told_by

KIND = "notice"


def tell_people(db: Session, activities: Sequence[Activity], app: Any) -> list[Any]:
    """Give the notices these activities make, and set the mails that tell of them; forget those who closed their
    account. Owes nothing."""
    news = [row for row in activities if row.kind in TOLD_OF and not row.imported]
    if news:
        known = known_of(db, news)
        wanted = [(told, row.at) for row in news for told in told_by(row, known)]
        there = reachable(db, {told.person_id for told, _at in wanted})
        choices = choices_of(db, there, app.knobs.city_zone)
        reached = [(told, at) for told, at in wanted if told.person_id in there]
        appoint_mails(db, give_notices(db, reached, choices, mailable(db, there)), choices)
    for row in activities:
        if row.kind == "person_closed" and row.person_id is not None:
            forget_person(db, row.person_id)
    return []


def fire(db: Session, timer: Timer, app: Any) -> None:
    """The timer of one mail."""
    person_id = int(timer.subject.partition(":")[0])
    gather_mail(db, timer.subject, choices_of(db, [person_id], app.knobs.city_zone)[person_id])


def owe_mails(db: Session, activities: Sequence[Activity], app: Any) -> Iterable[Owed]:
    """The consumer ``notices.mail``: a mail that is gathered is owed."""
    for activity in activities:
        if activity.kind == MailGathered.kind:
            yield Owed(activity.id, KIND, f"mailing:{activity.data['mailing_id']}")
