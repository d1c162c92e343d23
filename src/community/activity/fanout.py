"""Consumers: each reads the history once, in order, in the same transaction that moves its cursor. Most of what happens
concerns one or two of them: the others are moved past it together.

Two workers may run: the cursor row is locked, and a second worker finds it taken and goes on to the next.
"""

import logging
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Activity, Cursor, Delivery
from community.activity.pauses import doubling
from community.activity.tail import rows_after

log = logging.getLogger(__name__)

BATCH = 200
"""Activities handed to a consumer in one transaction."""
LONGEST_PAUSE = timedelta(minutes=5)


def run_consumers(app: Any, names: Collection[str]) -> int:
    """Let each of these consumers read one batch. Returns how many activities were read."""
    passed = _pass_over(app, names) if names else {}
    return sum(passed.values()) + sum(_run_one(app, name) for name in sorted(set(names) - set(passed)))


def _pass_over(app: Any, names: Collection[str]) -> dict[str, int]:
    """Move those whom nothing of the next batch concerns, all in one transaction. Returns how many activities each has
    behind it now. Who fails, or is with another worker, is left alone."""
    with app.sessions.writing() as db, db.begin():
        ready = _ready(db, names)
        if len(ready) < len(names) and _enter(db, names):
            ready = _ready(db, names)
        first = min((cursor.last for cursor in ready), default=0)
        batch = select(Activity.id, Activity.kind).where(Activity.id > first).order_by(Activity.id).limit(BATCH)
        news = db.execute(batch).all() if ready else []
        passed = {}
        for cursor in ready:
            ahead = [(number, kind) for number, kind in news if number > cursor.last]
            if ahead and app.activity.consumers[cursor.consumer].kinds.isdisjoint(kind for _number, kind in ahead):
                cursor.last = ahead[-1][0]
                passed[cursor.consumer] = len(ahead)
        return passed


def _ready(db: Session, names: Collection[str]) -> Sequence[Cursor]:
    """The cursors of those that neither pause nor are with another worker, locked."""
    query = select(Cursor).where(Cursor.consumer.in_(names), Cursor.due.is_(None)).order_by(Cursor.consumer)
    return db.scalars(query.with_for_update(skip_locked=True)).all()


def _enter(db: Session, names: Collection[str]) -> bool:
    """Let those that are new begin, at the beginning of the history. Says whether there were any."""
    missing = set(names).difference(db.scalars(select(Cursor.consumer)))
    try:
        with db.begin_nested():
            db.add_all(Cursor(consumer=name, last=0) for name in sorted(missing))
    except IntegrityError:  # another worker made them in the same moment, and reads this batch
        return False
    return bool(missing)


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
    consumer = app.activity.consumers[name]
    concerned = [activity for activity in activities if activity.kind in consumer.kinds]
    for owed in consumer.consume(db, concerned, app) if concerned else ():
        lane, due = app.activity.lane_of[owed.kind], owed.due or clock.now()
        db.add(Delivery(activity_id=owed.activity_id, kind=owed.kind, target=owed.target, lane=lane, due=due, tries=0))
    cursor.last = activities[-1].id
    cursor.due, cursor.tries, cursor.problem = None, 0, None
    return len(activities)


def _cursor(db: Session, name: str) -> Cursor | None:
    """The locked cursor row; None when another worker has it."""
    return db.scalar(select(Cursor).where(Cursor.consumer == name).with_for_update(skip_locked=True))


def _postpone(app: Any, name: str, problem: Exception) -> None:
    """Give a failing consumer a growing pause, and say why where the operator looks."""
    with app.sessions.writing() as db, db.begin():
        cursor = _cursor(db, name)
        if cursor is not None:
            cursor.tries = (cursor.tries or 0) + 1
            cursor.due = clock.now() + doubling(cursor.tries, LONGEST_PAUSE)
            cursor.problem = type(problem).__name__
