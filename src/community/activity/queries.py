"""How far every reader of the history is: for the worker, /healthz and the operator's page."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Activity, Cursor, Delivery, Timer
from community.activity.tail import newest_id

FIRST_DUE = select(Delivery.id).where(Delivery.lane == bindparam("lane"), Delivery.due <= bindparam("now")).limit(1)


@dataclass(frozen=True)
class Waiting:
    """What there is to do right now. Asked on the reading session, so that an idle worker locks nothing."""

    consumers: frozenset[str]
    lanes: tuple[str, ...]
    timers: bool


def waiting_work(db: Session, consumers: Collection[str], lanes: Collection[str]) -> Waiting:
    """Which of ``consumers`` are behind and not pausing, in which of ``lanes`` a delivery is due, and whether a timer
    is."""
    newest, now = newest_id(db), clock.now()
    cursors = {row.consumer: row for row in db.execute(select(Cursor.consumer, Cursor.last, Cursor.due))}
    behind = {
        name
        for name in consumers
        if newest > (cursors[name].last if name in cursors else 0)
        and not (name in cursors and cursors[name].due and cursors[name].due > now)
    }
    due = [lane for lane in sorted(lanes) if db.scalar(FIRST_DUE, {"lane": lane, "now": now}) is not None]
    timer = db.scalar(select(Timer.id).where(Timer.due <= now).limit(1))
    return Waiting(frozenset(behind), tuple(due), timer is not None)


def health(db: Session) -> dict[str, Any]:
    """Newest activity, how many rows each consumer is behind, what is overdue, what was given up."""
    newest = newest_id(db)
    cursors = db.execute(select(Cursor.consumer, Cursor.last, Cursor.problem)).all()
    overdue = select(func.count()).select_from(Delivery).where(Delivery.done_at.is_(None), Delivery.due <= clock.now())
    given_up = (
        select(func.count()).select_from(Delivery).where(Delivery.done_at.is_(None), Delivery.given_up_at.is_not(None))
    )
    return {
        "activity": newest,
        "activity_at": db.scalar(select(Activity.at).where(Activity.id == newest)),
        "lag": {consumer: newest - last for consumer, last, _problem in cursors},
        "failing": sorted(consumer for consumer, _last, problem in cursors if problem),
        "overdue_deliveries": db.scalar(overdue),
        "given_up_deliveries": db.scalar(given_up),
    }
