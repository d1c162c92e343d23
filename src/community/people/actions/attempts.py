"""Counting what may not be tried too often: sign-ins, sign-ups, codes."""

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community import clock
from community.errors import TooMany
from community.i18n import N_, _
from community.limits import take_turn
from community.people.models import Attempt
from community.people.queries import attempts_since
from community.people.rules import attempt_key

LATE = {
    "posts": N_("That is enough for now: {most} posts a day. The others wait."),
    "replies": N_("That is enough for now: {most} replies an hour. The others wait."),
    "upvotes": N_("That is enough for now: {most} upvotes an hour. The others wait."),
}
"""Things that wait on a phone, and what is said when too many of them come at once."""


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
    """Note one of the ``what`` (a key of LATE) that waited on a phone. They say themselves when they were made, so the
    count of what was made lately does not see them: they are counted as they come in. Raises TooMany."""
    message = _(LATE[what]).format(most=most)
    count_attempt(db, f"late {what}", str(person_id), most=most, within=within, message=message)


def forgive_attempt(db: Session, kind: str, subject: str) -> None:
    """Forget the last try of ``subject``: it was a good one."""
    key = attempt_key(subject)
    last = select(func.max(Attempt.id)).where(Attempt.kind == kind, Attempt.key == key).scalar_subquery()
    db.execute(delete(Attempt).where(Attempt.id == last), execution_options={"synchronize_session": False})


def clear_attempts(db: Session, kind: str, subject: str) -> None:
    """Forget the tries of ``subject``: the right password was given."""
    db.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.key == attempt_key(subject)))
