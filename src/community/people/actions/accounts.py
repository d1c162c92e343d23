"""Accounts: made, changed, suspended, closed."""

from sqlalchemy import delete, func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.errors import Missing, Refused
from community.i18n import N_, _
from community.people.actions.parts import grant_part, keep_an_admin, lock_person
from community.people.actions.sign_ins import end_logins
from community.people.facts import (
    PasswordChanged,
    PersonClosed,
    PersonJoined,
    PersonRenamed,
    PersonRestored,
    PersonSuspended,
)
from community.people.models import Account, Code, Login, Membership, Person
from community.people.queries import account_by_email
from community.people.rules import email_key
from community.permissions import Role

ADDRESS_TAKEN = N_("There is an account with this email address already.")


def create_account(
    db: Session,
    display_name: str,
    email: str,
    password_hash: str | None = None,
    *,
    confirmed: bool = True,
    language: str | None = None,
) -> Person:
    """Somebody with an account at this address, who reads this language. Raises Refused when there is one already."""
    taken = Refused(_(ADDRESS_TAKEN), "email")
    if account_by_email(db, email_key(email)) is not None:
        raise taken
    now = clock.now()
    person = Person(
        display_name=display_name, created_at=now, confirmed_at=now if confirmed else None, language=language
    )
    try:
        with db.begin_nested():
            db.add(person)
            db.flush()
            db.add(
                Account(
                    person_id=person.id,
                    email=email,
                    email_key=email_key(email),
                    password_hash=password_hash,
                    password_changed_at=now if password_hash else None,
                )
            )
    except IntegrityError:  # two sign-ups with one address at the same moment: the other one was first
        raise taken from None
    record(db, PersonJoined(person.id), actor_id=person.id)
    return person


def create_admin(db: Session, display_name: str, email: str, password_hash: str) -> Person:
    """An administrator, for the first start. Raises Refused when the address has an account."""
    person = create_account(db, display_name, email, password_hash)
    grant_part(db, person.id, Role.ADMIN, "city", 0)
    return person


def create_demo_person(db: Session, display_name: str) -> Person:
    """One of the invented people: no address, no password, no code; only the demo button signs them in."""
    now = clock.now()
    person = Person(display_name=display_name, demo=True, created_at=now, confirmed_at=now)
    db.add(person)
    db.flush()
    return person


def rename_person(db: Session, person_id: int, display_name: str) -> None:
    """Give a person a new display name, which the words they wrote carry from now on. Raises Missing."""
    person = lock_person(db, person_id)
    if person.display_name != display_name:
        person.display_name = display_name
        record(db, PersonRenamed(person_id), actor_id=person_id)


def choose_language(db: Session, person_id: int, language: str) -> None:
    """Let pages and mails speak this language to a person. Raises Missing."""
    lock_person(db, person_id).language = language


def set_password(db: Session, person_id: int, password_hash: str, *, keep_login: int | None = None) -> None:
    """Set a password, end every other sign-in, void codes under way, and let its owner be told. Raises Missing."""
    lock_person(db, person_id)
    account = db.get(Account, person_id)
    if account is None:
        raise Missing
    account.password_hash, account.password_changed_at = password_hash, clock.now()
    db.execute(delete(Code).where(func.lower(Code.email) == account.email_key, Code.used_at.is_(None)))
    end_logins(db, person_id, keep=keep_login)
    record(db, PasswordChanged(person_id), actor_id=person_id)


def suspend_person(db: Session, person_id: int, by: int | None = None) -> None:
    """Suspend an account and end its sign-ins. Raises Missing, and Refused for the last administrator."""
    person = lock_person(db, person_id)
    if person.closed_at is not None:
        raise Missing
    if person.suspended_at is None:
        keep_an_admin(db, person)
        person.suspended_at = clock.now()
        db.execute(delete(Login).where(Login.person_id == person_id))
        record(db, PersonSuspended(person_id), actor_id=by)


def restore_person(db: Session, person_id: int, by: int | None = None) -> None:
    """Let a suspended account be used again. Raises Missing."""
    person = lock_person(db, person_id)
    if person.suspended_at is not None:
        person.suspended_at = None
        record(db, PersonRestored(person_id), actor_id=by)


def close_account(db: Session, person_id: int) -> None:
    """Erase a person's account, sign-ins, codes and parts, and their name; what they wrote stays, nameless.

    Raises Missing, Refused for the last administrator and for demo people.
    """
    person = lock_person(db, person_id)
    if person.demo:
        raise Refused(_("This is one of the demo people. They stay."))
    keep_an_admin(db, person)
    account = db.get(Account, person_id)
    if account is not None:
        db.execute(delete(Code).where((func.lower(Code.email) == account.email_key) | (Code.person_id == person_id)))
        db.delete(account)
    db.execute(delete(Login).where(Login.person_id == person_id))
    db.execute(delete(Membership).where(Membership.person_id == person_id))
    person.display_name, person.closed_at = "", clock.now()
    db.flush()
    record(db, PersonClosed(person_id), actor_id=person_id)
