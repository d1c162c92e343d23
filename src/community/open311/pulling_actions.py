"""What a city's system said, put on its case once."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.cases.actions_outside import (
    IMPORTED,
    close_from_outside,
    note_missed,
    note_open,
    note_seen,
    write_from_outside,
)
from community.cases.locking import locked_observations
from community.cases.models_handoff import CaseReference
from community.cases.queries_handoff import had_number_before, number_here
from community.open311.gateway_models import Endpoint, Heard
from community.open311.gateway_queries import was_heard
from community.open311.gateway_writing import is_our_own
from community.open311.parsing_requests import OPEN, Seen, Update
from community.open311.pulling_rules import heard_key, is_new_closing


def apply_seen(db: Session, endpoint_id: int, reference_id: int, seen: Seen | None) -> None:
    """The state and the words of one request; None: the city does not know the number."""
    if seen is None:
        note_missed(db, reference_id)
        return
    number = db.get_one(CaseReference, reference_id)
    locked_observations(db, number.case_id)  # before the case, as all acts do
    note_seen(db, reference_id)
    _apply(db, endpoint_id, number, seen.status, seen.notes, seen.updated_at, seen.code)


def apply_update(db: Session, endpoint_id: int, update: Update) -> None:
    """One update. Those without an id, of numbers that are not ours or ended, and those heard before change nothing;
    nor does what we said there ourselves."""
    number = number_here(db, endpoint_id, update.reference) if update.update_id and update.reference else None
    if number is None or is_our_own(update.words) or not _hear(db, endpoint_id, f"update:{update.update_id}"[:200]):
        return
    locked_observations(db, number.case_id)
    note_seen(db, number.id)
    _apply(db, endpoint_id, number, update.status, update.words, update.at, update.code)


def note_pulled(app: Any, endpoint_id: int, until: datetime | None, problem: str) -> None:
    """How asking went, for the administrator; ``until``: updates are read until then."""
    with app.sessions.writing() as db, db.begin():
        endpoint = db.get(Endpoint, endpoint_id, with_for_update=True)
        if endpoint is None:
            return
        endpoint.pulled_at, endpoint.pull_problem = clock.now(), problem[:300]
        endpoint.updates_until = until or endpoint.updates_until


def _apply(
    db: Session, endpoint_id: int, number: CaseReference, status: str, words: str, at: datetime | None, code: str
) -> None:
    before = had_number_before(db, number)
    closing = is_new_closing(status, at, said=number.said, since=number.since, had_before=before)
    fresh = bool(words) and _hear(db, endpoint_id, heard_key(number.reference, words))
    if closing and close_from_outside(db, number.id, words, at, code or IMPORTED):
        return
    if fresh:
        write_from_outside(db, number.id, words)
    if status == OPEN:
        note_open(db, number.id, at)


def _hear(db: Session, endpoint_id: int, key: str) -> bool:
    """Whether it is heard for the first time."""
    if was_heard(db, endpoint_id, key):
        return False
    db.add(Heard(endpoint_id=endpoint_id, key=key, at=clock.now()))
    db.flush()
    return True
