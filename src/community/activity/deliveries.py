"""Deliveries: claimed with a lease, sent outside any transaction, marked done or given a later time.

At least once: a worker that dies lets its lease run out and another sends again, with the same idempotency key.
"""

import logging
import random
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from community import clock
from community.activity.models import Delivery
from community.activity.pauses import doubling
from community.activity.registry import GiveUp, Later

log = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(seconds=60)
"""How long a claimed delivery is left alone before it counts as lost with its worker."""
LONGEST_PAUSE = timedelta(hours=1)
MOST_TRIES = 60
"""With the pauses above, about two days."""


def run_deliveries(app: Any) -> int:
    """Send one batch of what is due. Returns how many were tried."""
    claimed = _claim(app)
    for delivery in claimed:
        _send(app, delivery)
    return len(claimed)


def _claim(app: Any) -> list[Delivery]:
    """Take a batch in one statement, so that two workers never take the same row."""
    now = clock.now()
    due = (
        select(Delivery.id)
        .where(Delivery.due <= now)
        .order_by(Delivery.due, Delivery.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    with app.sessions.writing() as db, db.begin():
        claim = update(Delivery).where(Delivery.id.in_(due)).values(due=now + LEASE, tries=Delivery.tries + 1)
        rows = db.scalars(claim.returning(Delivery), execution_options={"synchronize_session": False}).all()
        db.expunge_all()
    return sorted(rows, key=lambda row: row.id)


def _send(app: Any, delivery: Delivery) -> None:
    sender = app.activity.senders.get(delivery.kind)
    try:
        if sender is None:
            raise GiveUp(f"nothing sends {delivery.kind}")
        sender(delivery, app)
    except GiveUp as refusal:
        _mark(app, delivery, given_up_at=clock.now(), due=None, problem=str(refusal))
    except Exception as problem:  # whatever the outside does, the delivery stays owed and the reason is kept
        if not isinstance(problem, Later):
            log.exception("delivery %s failed", delivery.key)
        over = delivery.tries >= MOST_TRIES
        _mark(
            app,
            delivery,
            due=None if over else clock.now() + _pause(delivery.tries, problem),
            given_up_at=clock.now() if over else None,
            problem=str(problem) if isinstance(problem, Later) else type(problem).__name__,
        )
    else:
        _mark(app, delivery, done_at=clock.now(), due=None, problem=None)


def _pause(tries: int, problem: Exception) -> timedelta:
    """Doubling from two seconds, or as long as the sender asks for, with up to a quarter of jitter, so that retries do
    not march in step."""
    asked = problem.after if isinstance(problem, Later) else timedelta(0)
    return max(doubling(tries, LONGEST_PAUSE), asked) * (1 + random.random() / 4)


def _mark(app: Any, delivery: Delivery, **values: Any) -> None:
    with app.sessions.writing() as db, db.begin():
        db.execute(update(Delivery).where(Delivery.id == delivery.id).values(**values))
