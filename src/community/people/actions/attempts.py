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


def count_late(db: Session, person_id: int, what: str, most: int, within: timedelta) -> None:
    """Note one of the ``what`` (plural) that waited on a phone. They say themselves when they were made, so the count
    of what was made lately does not see them: they are counted as they come in. Raises TooMany."""
    span = "a day" if within == timedelta(days=1) else "an hour"
    message = f"That is enough for now: {most} {what} {span}. The others wait."
    count_attempt(db, f"late {what}", str(person_id), most=most, within=within, message=message)


def forgive_attempt(db: Session, kind: str, subject: str) -> None:
    """Forget the last try of ``subject``: it was a good one."""
    key = attempt_key(subject)
    last = select(func.max(Attempt.id)).where(Attempt.kind == kind, Attempt.key == key).scalar_subquery()
    db.execute(delete(Attempt).where(Attempt.id == last), execution_options={"synchronize_session": False})


def clear_attempts(db: Session, kind: str, subject: str) -> None:
    """Forget the tries of ``subject``: the right password was given."""
    db.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.key == attempt_key(subject)))
