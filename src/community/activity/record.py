"""``record()``: the only way into the history, and the commit hook that numbers what was recorded.

The hook flushes the business rows first and takes one advisory lock *last* (PostgreSQL; SQLite has a single writer
anyway), so the order of ids is the order of commits and a reader of ``id > last`` loses nothing. Facts of a rolled
back savepoint are dropped with it.
"""

from typing import Any, cast

import zope.sqlalchemy
from sqlalchemy import Table, event, insert, text
from sqlalchemy.orm import Session

from community import clock
from community.activity.facts import Fact
from community.activity.models import Activity
from community.db.sessions import TRANSACTION_MANAGER

PENDING = "activity.pending"
COMMIT_ORDER_LOCK = 0x53746F6F70
"""Key of the advisory lock ("Stoop" in ASCII) that makes commit order id order."""
CHANNEL = "activity"
TABLE = cast(Table, Activity.__table__)


def record(db: Session, fact: Fact, *, actor_id: int | None = None, imported: bool = False) -> None:
    """Note ``fact`` as done by ``actor_id``; it becomes an activity row if and only if the transaction commits."""
    scope = db.get_nested_transaction() or db.get_transaction() or db.begin()
    db.info.setdefault(PENDING, []).append((scope, fact, actor_id, imported))
    if manager := db.info.get(TRANSACTION_MANAGER):
        zope.sqlalchemy.mark_changed(db, transaction_manager=manager)


def pending_facts(db: Session) -> list[tuple[Fact, bool]]:
    """What this transaction has recorded so far, and whether it is imported. For those who keep something in step with
    it, in the same transaction; empty while a savepoint is released."""
    if db.in_nested_transaction():
        return []
    return [(fact, imported) for _scope, fact, _who, imported in db.info.get(PENDING, [])]


def hook(write_class: type[Session]) -> None:
    """Attach the commit hook to the class of the writing sessions."""
    event.listen(write_class, "before_commit", _number)
    event.listen(write_class, "after_soft_rollback", _forget)


def _number(db: Session) -> None:
    """Turn what is pending into rows, as the last thing before the commit."""
    if db.in_nested_transaction():
        return
    pending = db.info.pop(PENDING, [])
    if not pending:
        return
    db.flush()
    on_postgresql = db.get_bind().dialect.name == "postgresql"
    if on_postgresql:
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": COMMIT_ORDER_LOCK})
    at = clock.now()
    # Not through the unit of work: an import records a thousand facts at once, and nobody needs the objects.
    rows = [
        {"at": at, "actor_id": who, "imported": imported, **fact.columns()} for _scope, fact, who, imported in pending
    ]
    db.execute(insert(TABLE), rows)
    if on_postgresql:
        db.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


def _forget(db: Session, previous: Any) -> None:
    """Drop what a rollback undid: everything, or what was noted inside the savepoint ``previous``."""
    if not previous.nested:
        db.info.pop(PENDING, None)
    elif PENDING in db.info:
        db.info[PENDING] = [row for row in db.info[PENDING] if row[0] is not previous]
