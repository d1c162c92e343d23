"""How often a person may do a thing in a while: counted from the rows the thing itself leaves behind.

Whoever counts takes a turn first: without it, thirty tries at the same moment each see the rows of none of the others.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from community import clock
from community.errors import TooMany
from community.i18n import N_, _, counted

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ENOUGH = {
    "posts": N_("That is enough for now: {most} posts a day. You can go on in {time}."),
    "replies": N_("That is enough for now: {most} replies an hour. You can go on in {time}."),
    "upvotes": N_("That is enough for now: {most} upvotes an hour. You can go on in {time}."),
}
"""What is counted, and what is said when it is enough: of posts in a day, of the others in an hour."""


def take_turn(db: Session, kind: str, subject: object) -> None:
    """Wait until no other transaction counts this ``kind`` of thing for ``subject``; the turn ends with ours.

    Take it after the locks of rows, and count in a statement after it. One statement on PostgreSQL; none on SQLite,
    where a write transaction is alone anyway.
    """
    if db.get_bind().dialect.name == "postgresql":
        # The form with two keys: it never meets the locks of commit order and migration, which have one.
        keys = {"kind": _lock_key(kind), "subject": _lock_key(str(subject))}
        db.execute(text("SELECT pg_advisory_xact_lock(:kind, :subject)"), keys)


def check_limit(done: int, oldest: datetime | None, limit: int, window: timedelta, what: str) -> None:
    """Raises TooMany when ``done`` times within ``window`` is as often as allowed, and says when one more is.
    ``oldest`` is the first of them, ``what`` a key of ENOUGH."""
    if done < limit or oldest is None:
        return
    wait = max(timedelta(minutes=1), oldest + window - clock.now())
    hours, minutes = wait // HOUR, -(-(wait % HOUR) // timedelta(minutes=1))
    late = hours + (minutes > 30)
    when = counted("{n} hour", "{n} hours", late) if hours else counted("{n} minute", "{n} minutes", minutes)
    raise TooMany(_(ENOUGH[what]).format(most=limit, time=when))


def _lock_key(name: str) -> int:
    """32 bits of a name. Two names that share them wait for each other once in a while, and count right."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), signed=True)
