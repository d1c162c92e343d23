"""Counting what may not be tried too often: sign-ins, sign-ups, codes."""

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community import clock
from community.errors import TooMany
from community.limits import take_turn
from community.people.models import Attempt
from community.people.queries import attempts_since
from community.people.rules import attempt_key


def count_attempt(db: Session, kind: str, subject: str, *, most: int, within: timedelta, message: str) -> None:
    """Note one try of ``subject`` (an address, a network), before it is made, and forget those that no longer count.

    Raises TooMany with ``message`` when there were ``most`` within the time. Commit it whatever becomes of the try.
    """
    key = attempt_key(subject)
    take_turn(db, kind, key)
    now = clock.now()
    if attempts_since(db, kind, key, now - within) >= most:
        raise TooMany(message)
    db.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.at <= now - within))
    db.add(Attempt(kind=kind, key=key, at=now))
    db.flush()


def forgive_attempt(db: Session, kind: str, subject: str) -> None:
    """Forget the last try of ``subject``: it was a good one."""
    key = attempt_key(subject)
    last = select(func.max(Attempt.id)).where(Attempt.kind == kind, Attempt.key == key).scalar_subquery()
    db.execute(delete(Attempt).where(Attempt.id == last), execution_options={"synchronize_session": False})


def clear_attempts(db: Session, kind: str, subject: str) -> None:
    """Forget the tries of ``subject``: the right password was given."""
    db.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.key == attempt_key(subject)))
