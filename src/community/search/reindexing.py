"""The index made anew, in batches, while people read and write: for ``community reindex`` and, after an upgrade, for
the worker."""

from typing import Any

from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Timer
from community.activity.timers import set_timer
from community.cases.models import Backing, Case
from community.observations.models import Observation
from community.search.actions import Touched, index_changes

BATCH = 250
"""Threads of one transaction: others wait for no more than these."""
TIMER = "search_reindex"
"""Its subject says how far it is; the migration that made the index set the first one."""
ALONE = ~exists().where(Backing.case_id == Case.id)
"""Cases that no post brought; the others are indexed with their posts."""


def threads_in_all(db: Session) -> int:
    """How many threads and cases there are to be indexed."""
    observations = db.scalar(select(func.count()).select_from(Observation)) or 0
    return observations + (db.scalar(select(func.count()).select_from(Case).where(ALONE)) or 0)


def index_batch(db: Session, after: int) -> tuple[int, int | None]:
    """Index the next batch. ``after`` is 0, or what the last one returned second: None when all is done. First comes
    how many threads it was. Posts come first; below zero ``after`` counts cases. The caller commits."""
    if after >= 0:
        query = select(Observation.id).where(Observation.id > after).order_by(Observation.id)
        ids = set(db.scalars(query.limit(BATCH)))
        if ids:
            index_changes(db, Touched(observations=ids))
        return len(ids), max(ids) if ids else -1
    query = select(Case.id).where(Case.id >= -after, ALONE).order_by(Case.id)
    ids = set(db.scalars(query.limit(BATCH)))
    if ids:
        index_changes(db, Touched(cases=ids))
    return len(ids), -max(ids) - 1 if ids else None


def mend_engine_index(db: Session) -> None:
    """Let SQLite make its full-text table anew from the rows; PostgreSQL keeps its own in step by itself."""
    if db.get_bind().dialect.name == "sqlite":
        db.execute(text("INSERT INTO search_index (search_index) VALUES ('rebuild')"))


def go_on(db: Session, timer: Timer, _app: Any) -> None:
    """The timer: one batch, and the next at once."""
    _number, after = index_batch(db, int(timer.subject))
    if after is not None:
        set_timer(db, TIMER, str(after), clock.now())
