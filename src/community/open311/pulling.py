"""The other way: what became of our requests is asked of each endpoint by a timer, and put on the cases once."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import DataError, OperationalError, StatementError
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Activity, Delivery, Timer
from community.activity.record import record
from community.activity.registry import Later, Owed
from community.activity.timers import set_timer
from community.cases.models_handoff import CaseReference
from community.cases.queries_handoff import open_numbers
from community.i18n import in_language
from community.open311 import client
from community.open311.client import NotNow, Problem
from community.open311.client_line import Line, line_to
from community.open311.client_sealing import CannotSeal, unseal
from community.open311.gateway_actions import PULL
from community.open311.gateway_facts import PullFell
from community.open311.gateway_models import Endpoint
from community.open311.gateway_queries import endpoint_by_id
from community.open311.parsing_requests import Seen, Update
from community.open311.pulling_actions import apply_seen, apply_update, note_pulled
from community.open311.pulling_rules import asked_apart, spans_apart, step_alone

log = logging.getLogger(__name__)

KIND = PULL
EVERY = timedelta(minutes=5)
OVERLAP = timedelta(minutes=10)
"""Spans overlap, and what comes twice is put on the case once. A moment within it is not read for good yet: their clock
may go otherwise than ours, and theirs may tell whole seconds."""
FIRST_SPAN, LONGEST_SPAN = timedelta(days=1), timedelta(days=89)
MOST_UNREAD = 5
"""Minutes in a row that could not be read: then it is the system that refuses."""


def pull_falls(db: Session, timer: Timer, app: Any) -> None:
    """It is time; and again, as long as the endpoint is in use."""
    endpoint = endpoint_by_id(db, int(timer.subject))
    if endpoint is not None and endpoint.active:
        record(db, PullFell(endpoint.id))
        set_timer(db, KIND, timer.subject, clock.now() + EVERY)


def owe_pulls(db: Session, activities: Sequence[Activity], app: Any) -> Iterator[Owed]:
    """A timer asks nobody outside: a delivery does."""
    for activity in activities:
        yield Owed(activity.id, KIND, f"endpoint:{activity.data['endpoint_id']}")


def pull(delivery: Delivery, app: Any) -> None:
    """Ask one endpoint for the states of our requests and for updates. Raises Later where nobody answers; the next
    timer asks anyway."""
    with app.sessions.reading() as db:
        endpoint = endpoint_by_id(db, int(delivery.target.removeprefix("endpoint:")))
    if endpoint is None or not endpoint.active or delivery.tries > 2:
        return
    try:
        line = line_of(app, endpoint)
        until, left_out = _pull_updates(app, line, endpoint) if endpoint.gives_updates else (None, 0)
        left_out += sum(pull_states(app, line, heard=until - OVERLAP if until else None))
    except (Problem, CannotSeal) as problem:
        note_pulled(app, endpoint.id, None, str(problem))
        raise Later(str(problem), problem.after if isinstance(problem, NotNow) else timedelta(0)) from problem
    note_pulled(app, endpoint.id, until, f"{left_out} records could not be read" if left_out else "")


def line_of(app: Any, endpoint: Endpoint) -> Line:
    """The line to an endpoint. Raises CannotSeal."""
    knobs = app.knobs
    key = unseal(endpoint.sealed_key, knobs)
    return line_to(endpoint, key, opened=knobs.outbound_open, city_zone=knobs.city_zone)


def pull_states(app: Any, line: Line, *, missing: bool = False, heard: datetime | None = None) -> Iterator[int]:
    """Ask for every number that counts still, a few at a time. Yields how many could not be read. ``missing``: note
    those that the city does not know. ``heard``: until when its updates have been read for good. Raises
    NotNow."""
    after = 0
    while True:
        with app.sessions.reading() as db:
            numbers = open_numbers(db, line.endpoint_id, after, line.quirks.most_ids)
        if not numbers:
            return
        after = numbers[-1].id
        yield from _states_of(app, line, numbers, missing, heard)


def _states_of(
    app: Any, line: Line, numbers: list[CaseReference], missing: bool, heard: datetime | None
) -> Iterator[int]:
    by_reference: dict[str, list[CaseReference]] = {}
    for number in numbers:
        by_reference.setdefault(number.reference, []).append(number)
    answered = 0
    for asked, found in asked_apart(lambda some: client.requests_by_number(line, list(some)), list(by_reference)):
        answered += len(asked)
        seen = {one.reference: step_alone(one, heard) if line.steps_alone else one for one in found}
        for reference in asked:
            for number in by_reference[reference]:
                if reference in seen or missing:
                    yield 0 if _put(app, line, number.id, seen.get(reference)) else 1
    yield len(by_reference) - answered


def _put(app: Any, line: Line, reference_id: int, seen: Seen | None) -> bool:
    """One record in a transaction of its own; one that cannot be kept is logged, and holds up no other."""
    try:
        with in_language(app.knobs.language), app.sessions.writing() as db, db.begin():
            apply_seen(db, line.endpoint_id, reference_id, seen)
        return True
    except OperationalError:  # a database that is away, or a deadlock: the next timer asks again
        raise
    except (DataError, StatementError, ValueError):
        log.exception("what endpoint %d says of number %d cannot be kept", line.endpoint_id, reference_id)
        return False


def _pull_updates(app: Any, line: Line, endpoint: Endpoint) -> tuple[datetime, int]:
    """Read what happened since the last time. Returns until when, and how much could not be read."""
    now, left_out, in_a_row = clock.now(), 0, 0
    start = endpoint.updates_until - OVERLAP if endpoint.updates_until else now - FIRST_SPAN
    start = max(start, now - LONGEST_SPAN)
    for read, found in spans_apart(lambda begin, end: client.updates_between(line, begin, end), start, now):
        left_out += not read
        in_a_row = 0 if read else in_a_row + 1
        if in_a_row >= MOST_UNREAD:  # that is not one bad record: what came since is asked for again
            return start, left_out
        for update in sorted(found, key=lambda one: one.at or now):
            left_out += not _put_update(app, line, update)
    return now, left_out


def _put_update(app: Any, line: Line, update: Update) -> bool:
    try:
        with in_language(app.knobs.language), app.sessions.writing() as db, db.begin():
            apply_update(db, line.endpoint_id, update)
        return True
    except OperationalError:  # a database that is away, or a deadlock: the next timer asks again
        raise
    except (DataError, StatementError, ValueError):
        log.exception("an update of endpoint %d cannot be kept", line.endpoint_id)
        return False
