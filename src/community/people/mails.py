"""The mails this room sends: codes, and what an owner must know of their account. The worker writes them.

A fact names a code or a person by id; the address is looked up, and a code minted, only when the mail goes out. What
depends on whether an address is known is decided here, where nobody waits for an answer.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from community.activity.models import Activity, Delivery
from community.activity.registry import GiveUp, Owed
from community.i18n import in_language
from community.mail import MailRefused, send_mail
from community.people import letters
from community.people.actions import Minted, count_bounce, mint_code
from community.people.facts import AddressChanged, CodeRequested, PasswordChanged
from community.people.letters import Letter
from community.people.models import Code
from community.people.queries import account_by_email, account_of, code_by_id, person_by_id
from community.people.rules import email_key

KIND = "mail"


@dataclass(frozen=True)
class Addressed:
    """A letter and the address it goes to."""

    to: str
    letter: Letter


TOLD = frozenset({CodeRequested.kind, AddressChanged.kind, PasswordChanged.kind})


def owe_mails(db: Session, activities: Sequence[Activity], app: Any) -> Iterable[Owed]:
    """The consumer ``people.mail``: which facts are told by mail."""
    for activity in activities:
        if activity.kind == CodeRequested.kind:
            yield Owed(activity.id, KIND, f"code:{activity.data['code_id']}")
        elif activity.kind == AddressChanged.kind:
            yield Owed(activity.id, KIND, f"old_address:{activity.data['code_id']}")
        else:
            yield Owed(activity.id, KIND, f"password:{activity.person_id}")


def send(delivery: Delivery, app: Any) -> None:
    """Write and send one mail. Nothing is sent where there is nobody to tell; GiveUp where the address refuses it."""
    # Each try of a code is a new letter, with new digits; every other letter is the same one again.
    subject, _, number = delivery.target.partition(":")
    with app.sessions.writing() as db, db.begin():
        addressed = WRITERS[subject](db, int(number), app.knobs)
    if addressed is None:
        return
    try:
        send_mail(
            app.knobs,
            to=addressed.to,
            subject=addressed.letter.subject,
            words=addressed.letter.words,
            key=f"{delivery.key}:{delivery.tries}" if subject == "code" else delivery.key,
            bounces_to=app.activity.returns(delivery, app),
        )
    except MailRefused as refusal:
        with app.sessions.writing() as db, db.begin():
            came_back(db, delivery, str(refusal))
        raise GiveUp(str(refusal)) from refusal


def came_back(db: Session, delivery: Delivery, why: str) -> None:
    """A mail about an account was refused, or came back: that counts against the address of the account it went to,
    whose owner reads so where it stands. An address without an account, or one given up for another, tells nobody."""
    subject, _, number = delivery.target.partition(":")
    code = code_by_id(db, int(number)) if subject == "code" else None
    account = account_by_email(db, email_key(code.email)) if code else None
    if subject == "password":
        account = account_of(db, int(number))
    if account is not None:
        count_bounce(db, account.person_id)


def _code_letter(db: Session, code_id: int, knobs: Any) -> Addressed | None:
    """The letter for a code asked for, in the language it was asked for in; who has an account decides which letter,
    or none."""
    code = code_by_id(db, code_id)
    if code is None or code.used_at is not None:
        return None
    holder = account_by_email(db, email_key(code.email))
    person = person_by_id(db, holder.person_id) if holder else None
    if code.purpose in ("sign_up", "change_email") and holder and person and person.id != code.person_id:
        with in_language(person.language, knobs.language):
            return Addressed(holder.email, letters.address_known(knobs, code.purpose))
    if code.purpose in ("sign_in", "reset") and (person is None or not person.may_sign_in):
        return None
    minted = mint_code(db, code_id)
    with in_language(code.language, knobs.language):
        return _with_code(knobs, code, minted) if minted else None


def _with_code(knobs: Any, code: Code, minted: Minted) -> Addressed:
    link = f"{letters.base(knobs)}/code/{minted.link_token}"
    return Addressed(code.email, letters.code(knobs, code.purpose, minted.digits, link, code.display_name or ""))


def _old_address_letter(db: Session, code_id: int, knobs: Any) -> Addressed | None:
    code = code_by_id(db, code_id)
    with _in_language_of(db, code.person_id if code else None, knobs):
        return Addressed(code.old_email, letters.address_changed(knobs)) if code and code.old_email else None


def _password_letter(db: Session, person_id: int, knobs: Any) -> Addressed | None:
    account = account_of(db, person_id)
    with _in_language_of(db, person_id, knobs):
        return Addressed(account.email, letters.password_changed(knobs)) if account else None


def _in_language_of(db: Session, person_id: int | None, knobs: Any) -> AbstractContextManager[None]:
    """Speak the person's language, or the city's."""
    person = person_by_id(db, person_id) if person_id else None
    return in_language(person.language if person else None, knobs.language)


WRITERS = {"code": _code_letter, "old_address": _old_address_letter, "password": _password_letter}
