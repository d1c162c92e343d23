"""Consumers: each reads the history once, in order, in the same transaction that moves its cursor.

Two workers may run: the cursor row is locked, and a second worker finds it taken and goes on to the next.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Cursor, Delivery
from community.activity.pauses import doubling
from community.activity.tail import rows_after

log = logging.getLogger(__name__)

BATCH = 200
"""Activities handed to a consumer in one transaction."""
LONGEST_PAUSE = timedelta(minutes=5)


def run_consumers(app: Any, names: Iterable[str]) -> int:
    """Let each of these consumers read one batch. Returns how many activities were read."""
    return sum(_run_one(app, name) for name in sorted(names))


def _run_one(app: Any, name: str) -> int:
    try:
        with app.sessions.writing() as db, db.begin():
            return _consume(db, app, name)
    except Exception as problem:  # a failing consumer must not stop the others; it is logged, shown and tried again
        log.exception("consumer %s failed", name)
        _postpone(app, name, problem)
        return 0


def _consume(db: Session, app: Any, name: str) -> int:
    cursor = _cursor(db, name)
    if cursor is None or (cursor.due and cursor.due > clock.now()):
        return 0
    activities = rows_after(db, cursor.last, BATCH)
    if not activities:
        return 0
    for owed in app.activity.consumers[name](db, activities, app):
        lane, due = app.activity.lane_of[owed.kind], owed.due or clock.now()
        db.add(Delivery(activity_id=owed.activity_id, kind=owed.kind, target=owed.target, lane=lane, due=due, tries=0))
    cursor.last = activities[-1].id
    cursor.due, cursor.tries, cursor.problem = None, 0, None
    return len(activities)


def _cursor(db: Session, name: str) -> Cursor | None:
    """The locked cursor row; None when another worker has it. A new consumer starts at the beginning."""
    cursor = db.scalar(select(Cursor).where(Cursor.consumer == name).with_for_update(skip_locked=True))
    if cursor is None and db.scalar(select(Cursor.consumer).where(Cursor.consumer == name)) is None:
        cursor = Cursor(consumer=name, last=0)
        try:
            with db.begin_nested():
                db.add(cursor)
        except IntegrityError:  # another worker made it in the same moment, and reads this batch
            return None
    return cursor


def _postpone(app: Any, name: str, problem: Exception) -> None:
    """Give a failing consumer a growing pause, and say why where the operator looks."""
    with app.sessions.writing() as db, db.begin():
        cursor = _cursor(db, name)
        if cursor is not None:
            cursor.tries = (cursor.tries or 0) + 1
            cursor.due = clock.now() + doubling(cursor.tries, LONGEST_PAUSE)
            cursor.problem = type(problem).__name__
