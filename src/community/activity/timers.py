"""Things that must happen at a time: set with the change that needs them, fired once by the worker."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Timer

log = logging.getLogger(__name__)

RETRY = timedelta(minutes=1)
DAY = timedelta(days=1)
BATCH = 20
"""Timers fired before anything else has its turn."""


def set_timer(db: Session, kind: str, subject: str, due: datetime) -> None:
    """Let ``kind`` fire for ``subject`` at ``due``; an earlier appointment of the same kind is moved. One that fires in
    this moment is waited for."""
    timer = _locked(db, kind, subject)
    if timer is None:
        try:
            with db.begin_nested():
                db.add(Timer(kind=kind, subject=subject, due=due))
        except IntegrityError:  # whoever fired it has set it again
            timer = _locked(db, kind, subject)
    if timer is not None:
        timer.due = due


def _locked(db: Session, kind: str, subject: str) -> Timer | None:
    return db.scalar(select(Timer).where(Timer.kind == kind, Timer.subject == subject).with_for_update())


def set_first(db: Session, kind: str, due: datetime) -> None:
    """Let ``kind``, which sets itself again each time, begin at ``due``, unless it has an appointment already."""
    if db.scalar(select(Timer.id).where(Timer.kind == kind).limit(1)) is None:
        set_timer(db, kind, "", due)


def again_tomorrow(do: Callable[[Session], None]) -> Callable[[Session, Timer, Any], None]:
    """What fires to do this once a day: it does it, and sets itself again."""

    def falls(db: Session, timer: Timer, app: Any) -> None:
        do(db)
        set_timer(db, timer.kind, timer.subject, clock.now() + DAY)

    return falls


def begin_daily(db: Session, app: Any) -> None:
    """Let what is done every day have its first time soon, if none is planned: for whoever starts the program."""
    for kind in app.activity.daily:
        set_first(db, kind, clock.now())


def run_timers(app: Any) -> int:
    """Fire what is due, each in a transaction of its own, up to a batch. Returns how many were fired."""
    fired = 0
    while fired < BATCH and _fire_one(app):
        fired += 1
    return fired


def _fire_one(app: Any) -> bool:
    identity = 0
    try:
        with app.sessions.writing() as db, db.begin():
            timer = db.scalar(
                select(Timer)
                .where(Timer.due <= clock.now(), Timer.kind.in_(app.activity.timers))
                .order_by(Timer.due)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if timer is None:
                return False
            identity = timer.id
            db.delete(timer)
            app.activity.timers[timer.kind](db, timer, app)
            return True
    except Exception:  # one failing timer must not hold up the others: it is logged and comes again later
        log.exception("timer failed")
        with app.sessions.writing() as db, db.begin():
            timer = db.get(Timer, identity)
            if timer is not None:
                timer.due = clock.now() + RETRY
        return False
