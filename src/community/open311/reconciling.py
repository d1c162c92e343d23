"""Both sides compared: every number that counts is asked for, and requests of ours that the city lists are looked up
here. By a timer each night, and by ``community reconcile``."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Activity, Delivery, Timer
from community.activity.record import record
from community.activity.registry import Owed
from community.activity.timers import set_first, set_timer
from community.cases.actions_handoff import accept_handoff
from community.cases.facts import CaseOpened
from community.cases.gateway import Accepted
from community.cases.models_handoff import Reconciliation
from community.cases.queries_handoff import handoff_counts, handoffs_by_key, missing_numbers
from community.open311 import client
from community.open311.client import Problem
from community.open311.client_line import Line
from community.open311.client_sealing import CannotSeal
from community.open311.gateway_facts import ComparisonFell
from community.open311.gateway_queries import active_endpoints
from community.open311.gateway_writing import MARK
from community.open311.pulling import line_of, pull_states
from community.open311.pulling_actions import note_pulled

log = logging.getLogger(__name__)

KIND = "open311.compare"
AT = time(3, 30)
"""Each night, by the clock on the wall."""
LOOKED_THROUGH = timedelta(days=3)
"""How far back the city's list is read for requests of ours."""


def comparison_falls(db: Session, timer: Timer, app: Any) -> None:
    """It is time; and again the next night."""
    record(db, ComparisonFell())
    set_timer(db, KIND, "", next_night(clock.now(), app.knobs.city_zone))


HEARD = frozenset({ComparisonFell.kind, CaseOpened.kind})


def owe_comparisons(db: Session, activities: Sequence[Activity], app: Any) -> Iterator[Owed]:
    """What the timer asks for; the first case of a city sets it."""
    for activity in activities:
        if activity.kind == ComparisonFell.kind:
            yield Owed(activity.id, KIND, "city")
        elif not activity.imported:
            set_first(db, KIND, next_night(clock.now(), app.knobs.city_zone))


def next_night(now: datetime, zone: str) -> datetime:
    """The next time it is to be done."""
    local = now.astimezone(ZoneInfo(zone))
    tonight = datetime.combine(local.date(), AT, ZoneInfo(zone))
    return tonight if tonight > now else datetime.combine(local.date() + timedelta(days=1), AT, ZoneInfo(zone))


def send_comparison(delivery: Delivery, app: Any) -> None:
    """Compare with every endpoint, then publish."""
    compare(app)


def compare(app: Any) -> Reconciliation:
    """Compare with every endpoint; one that does not answer is logged, holds up no other, and is counted as not asked.
    Publishes and returns the figures of today."""
    with app.sessions.reading() as db:
        endpoints = active_endpoints(db)
    unasked = 0
    for endpoint in endpoints:
        try:
            line = line_of(app, endpoint)
            left_out = sum(pull_states(app, line, missing=True))
            twice = _look_through(app, line)
        except (Problem, CannotSeal) as problem:
            log.warning("endpoint %d cannot be compared: %s", endpoint.id, problem)
            note_pulled(app, endpoint.id, None, str(problem))
            unasked += 1
            continue
        if left_out or twice:
            note_pulled(app, endpoint.id, None, f"{left_out} records could not be read, {twice} are there twice")
    with app.sessions.writing() as db, db.begin():
        return _publish(db, app.knobs.city_zone, unasked)


def _look_through(app: Any, line: Line) -> int:
    """Read the city's list for our keys. What we did not know to be there is accepted now; returns how many are there
    twice."""
    now = clock.now()
    marked: dict[str, set[str]] = {}
    for seen in client.requests_between(line, now - LOOKED_THROUGH, now):
        found = MARK.search(seen.description)
        if found and seen.reference:
            marked.setdefault(found[1], set()).add(seen.reference)
    if not marked:
        return 0
    with app.sessions.writing() as db, db.begin():
        for key, (handoff, _reference) in handoffs_by_key(db, marked).items():
            if handoff.settled_at is None and handoff.endpoint_id == line.endpoint_id:
                accept_handoff(db, handoff.id, Accepted(min(marked[key]), outside=True))
    doubled = [key for key, references in marked.items() if len(references) > 1]
    for key in doubled:
        log.error("endpoint %d has %s under %s", line.endpoint_id, key, ", ".join(sorted(marked[key])))
    return len(doubled)


def _publish(db: Session, zone: str, unasked: int) -> Reconciliation:
    escalated, accepted, stuck = handoff_counts(db)
    now = clock.now()
    day = now.astimezone(ZoneInfo(zone)).date()
    row = db.get(Reconciliation, day) or Reconciliation(day=day)
    row.at, row.escalated, row.accepted, row.stuck = now, escalated, accepted, stuck
    row.missing, row.unasked = missing_numbers(db), unasked
    db.add(row)
    return row
