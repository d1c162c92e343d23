"""Mails to people who reported through another program, or to the desk: each word of the city on their request, once.
The worker writes them; the address is looked up only then, and no page ever reads it."""

import smtplib
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from community.activity.models import Activity, Delivery
from community.activity.registry import GiveUp, Later, Owed
from community.cases.facts import CaseClosed, CaseScheduled, CaseTransferred, FollowUpWritten
from community.cases.facts_clock import CasePaused, PromiseKept
from community.cases.ladder import case_status
from community.cases.models import Case, FollowUp
from community.cases.models_intake import Intake
from community.cases.undoable import acts_behind
from community.i18n import _, in_language
from community.mail import MailRefused, send_mail
from community.open311.server_models import Receipt
from community.people.letters import Letter, base
from community.people.models import Reporter
from community.settings import Settings

KIND = "open311.mail"
SPOKEN = frozenset(
    {FollowUpWritten.kind, CaseScheduled.kind, CaseTransferred.kind, CaseClosed.kind, CasePaused.kind, PromiseKept.kind}
)


def owe_mails(db: Session, activities: Sequence[Activity], app: Any) -> Iterator[Owed]:
    """The consumer: the city spoke on a case that somebody without an account reported."""
    acts = acts_behind(db, [row for row in activities if row.kind in SPOKEN])
    for activity in activities:
        word = activity.data.get("follow_up_id") if activity.kind in SPOKEN else None
        act = acts.get(activity.id)
        if word is None or activity.case_id is None or activity.imported or (act and act.undone_at):
            continue
        given = [
            select(table.reporter_id).where(table.case_id == activity.case_id, table.reporter_id.is_not(None))
            for table in (Receipt, Intake)
        ]
        for reporter_id in db.scalars(union(*given)):
            yield Owed(activity.id, KIND, f"reporter:{reporter_id}:{word}", act.until if act else None)


def send(delivery: Delivery, app: Any) -> None:
    """Write and send one mail; nothing where the reporter wants none any more. Raises GiveUp, Later."""
    reporter_id, word_id = (int(part) for part in delivery.target.split(":")[1:])
    with app.sessions.reading() as db:
        reporter, word = db.get(Reporter, reporter_id), db.get(FollowUp, word_id)
        if reporter is None or word is None or word.case_id is None:
            return
        case, to, stop = db.get_one(Case, word.case_id), reporter.email, stop_address(app.knobs, reporter.token)
        with in_language(reporter.language, app.knobs.language):
            letter = _letter(app.knobs, case, word.words, stop)
    try:
        send_mail(
            app.knobs,
            to=to,
            subject=letter.subject,
            words=letter.words,
            key=delivery.key,
            headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )
    except MailRefused as refusal:
        raise GiveUp(str(refusal)) from refusal
    except (OSError, smtplib.SMTPException) as problem:
        raise Later(type(problem).__name__) from problem


def stop_address(knobs: Settings, token: str) -> str:
    """The page that ends these mails, and forgets the address."""
    return f"{base(knobs)}/open311/stop/{token}"


def _letter(knobs: Settings, case: Case, words: str, stop: str) -> Letter:
    number = case.reference or str(case.id)
    parts = (
        _("The city answered your request {number}: {step}").format(number=number, step=case_status(case).words),
        words,
        _("All that happened so far:") + f"\n{base(knobs)}/case/{case.id}",
        _("You get this because your address was given with the request. No more mails, and forget the address:")
        + f"\n{stop}",
    )
    subject = _("Your request {number} to {city}").format(number=number, city=knobs.city_name)
    return Letter(subject, "\n\n".join(parts) + "\n")
