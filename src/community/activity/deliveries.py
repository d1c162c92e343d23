"""Deliveries: claimed lane by lane with a lease, sent outside any transaction, marked done or given a later time.

At least once: a worker that dies lets its lease run out and another sends again, with the same idempotency key.
"""

import logging
import random
from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Delivery
from community.activity.pauses import doubling
from community.activity.registry import GiveUp, Later, NotTried

log = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(seconds=60)
"""How long a claimed delivery is left alone before it counts as lost with its worker."""
LONGEST_PAUSE = timedelta(hours=1)
MOST_TRIES = 60
"""With the pauses above, about two days."""


def run_deliveries(app: Any, lane: str) -> int:
    """Send one batch of what is due in this lane. Returns how many were claimed."""
    claimed, until = _claim(app, lane)
    waiting = deque(claimed)
    while waiting:
        if clock.now() > until - LEASE / 2:
            waiting, until = _claim_again(app, waiting, until)
        if waiting:
            _send(app, waiting.popleft())
    return len(claimed)


def _claim(app: Any, lane: str) -> tuple[list[Delivery], datetime]:
    """Take a batch in one statement, so that two workers never take the same row; and until when it is ours."""
    now = clock.now()
    due = (
        select(Delivery.id)
        .where(Delivery.lane == lane, Delivery.due <= now)
        .order_by(Delivery.due, Delivery.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    with app.sessions.writing() as db, db.begin():
        claim = update(Delivery).where(Delivery.id.in_(due)).values(due=now + LEASE, tries=Delivery.tries + 1)
        rows = db.scalars(claim.returning(Delivery), execution_options={"synchronize_session": False}).all()
        db.expunge_all()
    return sorted(rows, key=lambda row: row.id), now + LEASE


def _claim_again(app: Any, waiting: Iterable[Delivery], until: datetime) -> tuple[deque[Delivery], datetime]:
    """Those before them took long: a new lease for the rest, as far as no other worker has taken them meanwhile."""
    again = clock.now() + LEASE
    ids = [delivery.id for delivery in waiting]
    renew = update(Delivery).where(Delivery.id.in_(ids), Delivery.due == until).values(due=again)
    with app.sessions.writing() as db, db.begin():
        ours = set(db.scalars(renew.returning(Delivery.id), execution_options={"synchronize_session": False}))
    return deque(delivery for delivery in waiting if delivery.id in ours), again


def _send(app: Any, delivery: Delivery) -> None:
    sender = app.activity.senders.get(delivery.kind)
    try:
        if sender is None:
            raise GiveUp(f"nothing sends {delivery.kind}")
        sender(delivery, app)
    except GiveUp as refusal:
        _give_up(app, delivery, str(refusal))
    except NotTried as reason:
        _mark(app, delivery, due=clock.now() + _pause(0, reason), tries=Delivery.tries - 1, problem=str(reason))
    except Exception as problem:  # whatever the outside does, the delivery stays owed and the reason is kept
        if not isinstance(problem, Later):
            log.exception("delivery %s failed", delivery.key)
        why = str(problem) if isinstance(problem, Later) else type(problem).__name__
        if delivery.tries >= MOST_TRIES:
            _give_up(app, delivery, why)
        else:
            _mark(app, delivery, due=clock.now() + _pause(delivery.tries, problem), given_up_at=None, problem=why)
    else:
        _mark(app, delivery, done_at=clock.now(), due=None, problem=None)


def _give_up(app: Any, delivery: Delivery, why: str) -> None:
    """No more tries; whose delivery it is hears of it in the same transaction, and first: what a delivery carries is
    locked before it, by everybody."""
    hear = app.activity.given_up.get(delivery.kind)
    with app.sessions.writing() as db, db.begin():
        if hear is not None:
            hear(db, delivery, why)
        _write(db, delivery, given_up_at=clock.now(), due=None, problem=why)


def _pause(tries: int, problem: Exception) -> timedelta:
    """Doubling from two seconds, or as long as the sender asks for, with up to a quarter of jitter, so that retries do
    not march in step."""
    asked = problem.after if isinstance(problem, Later) else timedelta(0)
    return max(doubling(tries, LONGEST_PAUSE), asked) * (1 + random.random() / 4)


def take_back(db: Session, app: Any, delivery: Delivery, why: str) -> None:
    """What the outside had taken is given back for good: given up after all, where the operator sees it and may try
    again; whose it is hears of it."""
    delivery.done_at, delivery.given_up_at, delivery.due, delivery.problem = None, clock.now(), None, why
    hear = app.activity.came_back.get(delivery.kind)
    if hear is not None:
        hear(db, delivery, why)


def _mark(app: Any, delivery: Delivery, **values: Any) -> None:
    with app.sessions.writing() as db, db.begin():
        _write(db, delivery, **values)


def _write(db: Session, delivery: Delivery, **values: Any) -> None:
    # By what it is as well: SQLite gives the number of one that was undone meanwhile to another.
    same = [getattr(Delivery, name) == getattr(delivery, name) for name in ("id", "activity_id", "kind", "target")]
    db.execute(update(Delivery).where(*same).values(**values), execution_options={"synchronize_session": False})
