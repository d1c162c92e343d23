"""Sign-ins: opened with a fresh random token each time, ended one by one or all at once."""

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.errors import Forbidden, Missing
from community.i18n import _
from community.people.actions.parts import lock_person
from community.people.facts import LoginEnded, PersonSignedOut
from community.people.identity import token_hash
from community.people.models import Login, Person


def open_login(
    db: Session, person_id: int, device: str, *, instead_of: int | None = None, unused_since: datetime | None = None
) -> str:
    """Sign a person in on ``device`` and return the token for the cookie; only its hash is kept.

    ``instead_of``: the login this browser held until now; it ends, and so do those not used since ``unused_since``.
    Raises Forbidden for suspended people, Missing for closed ones.
    """
    person = lock_person(db, person_id)
    if person.closed_at is not None:
        raise Missing
    if not person.may_sign_in:
        raise Forbidden(_("This account is suspended. Write to the city if you think that is wrong."))
    if instead_of is not None:
        _end(db, Login.id == instead_of)
    if unused_since is not None:
        _end(db, (Login.person_id == person_id) & (Login.seen_at <= unused_since))
    token, now = secrets.token_urlsafe(32), clock.now()
    db.add(Login(person_id=person_id, token_hash=token_hash(token), device=device, created_at=now, seen_at=now))
    db.flush()
    return token


def sign_in_demo(db: Session, person_id: int, device: str, *, instead_of: int | None = None) -> str:
    """Sign in as a demo person, without proof; the caller has asked whether demo mode is on. Raises Missing for
    everybody who is not one."""
    if not lock_person(db, person_id).demo:
        raise Missing
    return open_login(db, person_id, device, instead_of=instead_of)


def end_login(db: Session, person_id: int, login_id: int) -> bool:
    """End one sign-in of the person. Returns whether there was one: somebody else's is not touched."""
    return bool(_end(db, (Login.id == login_id) & (Login.person_id == person_id)))


def end_logins(db: Session, person_id: int, *, keep: int | None = None) -> None:
    """End every sign-in of the person, except ``keep``."""
    condition = Login.person_id == person_id
    db.execute(delete(Login).where(condition if keep is None else condition & (Login.id != keep)))
    record(db, PersonSignedOut(person_id, keep), actor_id=person_id)


def end_demo_logins(db: Session) -> int:
    """End the sign-ins of all demo people, because demo mode is off. Returns how many there were."""
    return _end(db, Login.person_id.in_(select(Person.id).where(Person.demo)))


def touch_login(db: Session, login_id: int, at: datetime) -> bool:
    """Remember that a sign-in was used. Returns whether it still runs."""
    login = db.scalar(select(Login).where(Login.id == login_id).with_for_update())
    if login is None:
        return False
    login.seen_at = at
    return True


def _end(db: Session, condition: ColumnElement[bool]) -> int:
    """Delete the logins, and tell whoever holds a socket for them."""
    ended = db.execute(delete(Login).where(condition).returning(Login.id, Login.person_id)).all()
    for login_id, person_id in ended:
        record(db, LoginEnded(person_id, login_id), actor_id=person_id)
    return len(ended)
