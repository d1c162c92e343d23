"""Mails to people who reported through another program, or to the desk: each word of the city on their request, once.
The worker writes them; the address is looked up only then, and no page ever reads it."""

import smtplib
from collections.abc import Collection, Iterator, Sequence
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
from community.cases.wording import words_with_detail
from community.i18n import _, in_language
from community.mail import MailRefused, send_mail
from community.open311.server_models import Receipt
from community.people.letters import Letter, base
from community.people.models import Reporter
from community.people.rules import email_key
from community.settings import Settings

KIND = "open311.mail"
SPOKEN = frozenset(
    {FollowUpWritten.kind, CaseScheduled.kind, CaseTransferred.kind, CaseClosed.kind, CasePaused.kind, PromiseKept.kind}
)


def owe_mails(db: Session, activities: Sequence[Activity], app: Any) -> Iterator[Owed]:
    """The consumer: the city spoke on a case that somebody without an account reported."""
    acts = acts_behind(db, activities)
    for activity in activities:
        word = activity.data.get("follow_up_id")
        act = acts.get(activity.id)
        if word is None or activity.case_id is None or activity.imported or (act and act.undone_at):
            continue
        for reporter_id in _reporters(db, activity.case_id):
            yield Owed(activity.id, KIND, f"reporter:{reporter_id}:{word}", act.until if act else None)


def _reporters(db: Session, case_id: int) -> Collection[int]:
    """Who is told of the case: each address once, whether it came with a request, a call, or several."""
    first: dict[str, int] = {}
    for one in _told_of(db, [case_id]):
        first.setdefault(email_key(one.email), one.id)
    return first.values()


def tokens_alike(db: Session, reporter: Reporter) -> list[str]:
    """The tokens of everybody with this address on the cases of this one: who ends the mails ends them all."""
    cases = [select(table.case_id).where(table.reporter_id == reporter.id) for table in (Receipt, Intake)]
    told = _told_of(db, db.scalars(union(*cases)).all())
    return [one.token for one in told if email_key(one.email) == email_key(reporter.email)]


def _told_of(db: Session, case_ids: Collection[int]) -> Sequence[Reporter]:
    given = [select(table.reporter_id).where(table.case_id.in_(case_ids)) for table in (Receipt, Intake)]
    return db.scalars(select(Reporter).where(Reporter.id.in_(union(*given))).order_by(Reporter.id)).all()


def send(delivery: Delivery, app: Any) -> None:
    """Write and send one mail; nothing where the reporter wants none any more. Raises GiveUp, Later."""
    reporter_id, word_id = (int(part) for part in delivery.target.split(":")[1:])
    with app.sessions.reading() as db:
        reporter, word = db.get(Reporter, reporter_id), db.get(FollowUp, word_id)
        if reporter is None or word is None or word.case_id is None:
            return
        case, to, stop = db.get_one(Case, word.case_id), reporter.email, stop_address(app.knobs, reporter.token)
        with in_language(reporter.language, app.knobs.language):
            letter = _letter(app.knobs, case, words_with_detail(word.words, word.code, word.detail), stop)
    try:
        send_mail(
            app.knobs,
            to=to,
            subject=letter.subject,
            words=letter.words,
            key=delivery.key,
            bounces_to=app.activity.returns(delivery, app),
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
