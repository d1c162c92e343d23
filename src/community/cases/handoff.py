"""The hand-off: an opened, sorted or reopened case is owed to the city, and told by the worker.

That the city is being asked is committed before the request leaves, the answer after it. A worker that dies in between
leaves the delivery owed; the next one reads that the city may have it, and each gateway knows what to do then.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Activity, Delivery, Timer
from community.activity.registry import GiveUp, Owed
from community.activity.timers import set_first, set_timer
from community.cases import rules
from community.cases.actions_handoff import (
    DESK,
    KIND,
    AlreadySettled,
    accept_handoff,
    drop_handoff,
    flag_handoff,
    note_asking,
    note_not_sent,
    note_token,
    owe_one,
)
from community.cases.facts import CaseOpened, CaseReopened, CaseSorted, CaseTransferred
from community.cases.gateway import REFUSED, WAITING, OutgoingRequest, Stuck
from community.cases.models import Case
from community.cases.models_undo import Undoable
from community.cases.queries_handoff import handoff_of, is_on_its_way, unflagged
from community.cases.queries_outgoing import outgoing_request
from community.cases.rules_handoff import is_overdue, why_given_up, why_overdue
from community.cases.undoable import acts_behind
from community.errors import Missing

WATCH = "handoff.watch"
WATCH_EVERY = timedelta(minutes=1)


ASKS_FOR = frozenset({CaseSorted.kind, CaseOpened.kind, CaseReopened.kind, CaseTransferred.kind})
"""What may ask for a hand-off."""


def owe_handoff(db: Session, activities: Sequence[Activity], app: Any) -> Iterator[Owed]:
    """What the city must be told of: cases that opened with everything known, those that have been sorted, those that
    neighbors reopened, and those that went to an agency with a system of its own. A hand-off that is still on its way
    goes on by itself. History that was imported is the city's own. What goes to a system outside waits until it cannot
    be undone any more."""
    acts = acts_behind(db, activities)
    for activity in activities:
        act = acts.get(activity.id)
        kind = _asked_for(db, activity, app) if act is None or act.undone_at is None else None
        if kind and not activity.imported and not is_on_its_way(db, activity.case_id):
            owe_one(db, activity, kind)
            set_first(db, WATCH, clock.now() + WATCH_EVERY)
            yield Owed(activity.id, KIND, f"case:{activity.case_id}", _due(db, activity, act, app))


def _due(db: Session, activity: Activity, act: Undoable | None, app: Any) -> datetime | None:
    """From when on the city is asked; None: at once, as the desk here is."""
    case = db.get(Case, activity.case_id) if act else None
    return act.until if act and case and app.gateway_of(db, case.agency_id) != DESK else None


def _asked_for(db: Session, activity: Activity, app: Any) -> str | None:
    """What kind of hand-off an activity asks for: opened, reopened or moved."""
    if activity.kind == CaseSorted.kind:
        return "opened"
    if activity.kind == CaseOpened.kind:
        return None if activity.data["needs_sorting"] else "opened"
    if activity.kind == CaseReopened.kind:
        return {"again": "reopened", "first": "opened"}.get(activity.data["ask"])
    if activity.kind == CaseTransferred.kind and activity.data["agency_id"] != activity.data["from_agency_id"]:
        case = db.get(Case, activity.case_id)
        outside = app.gateway_of(db, activity.data["agency_id"]) != DESK
        return "moved" if outside and case and not case.needs_sorting and case.state != rules.CLOSED else None
    return None


@dataclass
class WrittenTrail:
    """The trail of one try, each hop committed before the next."""

    app: Any
    handoff_id: int
    gateway: str
    key: str
    asked_at: datetime | None
    endpoint_id: int | None
    token: str | None
    _before: datetime | None = None

    def asking(self, endpoint_id: int | None = None) -> None:
        """Committed before the request leaves. Raises Later, AlreadySettled."""
        with self.app.sessions.writing() as db, db.begin():
            asked_at = note_asking(
                db, self.handoff_id, seen=self.asked_at, gateway=self.gateway, endpoint_id=endpoint_id
            )
        if asked_at is None:
            raise AlreadySettled
        self._before, self.asked_at, self.endpoint_id = self.asked_at, asked_at, endpoint_id

    def not_sent(self) -> None:
        """Committed when it is certain that nothing left."""
        if self.asked_at is not None:
            with self.app.sessions.writing() as db, db.begin():
                note_not_sent(db, self.handoff_id, self.asked_at, self._before)
        self.asked_at = self._before

    def got_token(self, token: str) -> None:
        """Committed before the city is asked for the number."""
        with self.app.sessions.writing() as db, db.begin():
            note_token(db, self.handoff_id, token)
        self.token = token


def send_handoff(delivery: Delivery, app: Any) -> None:
    """Ask the city to take the case as it is now, and write down what it answered."""
    with app.sessions.reading() as db:
        prepared = _prepared(db, delivery, app)
    if prepared is None:
        return
    if isinstance(prepared, int):
        with app.sessions.writing() as db, db.begin():
            drop_handoff(db, prepared)
        return
    trail, request = prepared
    try:
        accepted = app.gateways[trail.gateway].open_request(request, trail)
    except AlreadySettled:
        return
    except GiveUp as refusal:
        why = refusal.why if isinstance(refusal, Stuck) else REFUSED
        with app.sessions.writing() as db, db.begin():
            flag_handoff(db, trail.handoff_id, why, str(refusal))
        raise
    with app.sessions.writing() as db, db.begin(), suppress(Missing):  # its sending to the desk was undone meanwhile
        accept_handoff(db, trail.handoff_id, accepted)


def given_up(db: Session, delivery: Delivery, why: str) -> None:
    """Its delivery was given up, for whatever reason: no page may go on saying that it is tried again by itself. What
    the city or its gateway had to say about it stays."""
    handoff = handoff_of(db, delivery.activity_id)
    if handoff is not None and handoff.why in (None, WAITING):
        flag_handoff(db, handoff.id, why_given_up(handoff.state), why)


def _prepared(db: Session, delivery: Delivery, app: Any) -> tuple[WrittenTrail, OutgoingRequest] | int | None:
    """Who is asked for what; None when the city has it; the hand-off to drop when the case was closed before the city
    was asked."""
    handoff = handoff_of(db, delivery.activity_id)
    if handoff is None or handoff.settled_at is not None:
        return None
    case = db.get_one(Case, handoff.case_id)
    if case.state == rules.CLOSED and handoff.asked_at is None:
        return handoff.id
    asked = handoff.gateway if handoff.asked_at is not None and handoff.gateway else None
    gateway = asked or app.gateway_of(db, case.agency_id)
    trail = WrittenTrail(app, handoff.id, gateway, handoff.key, handoff.asked_at, handoff.endpoint_id, handoff.token)
    return trail, outgoing_request(db, case.id, handoff.activity_id)


def watch_handoffs(db: Session, timer: Timer, app: Any) -> None:
    """Flag what has been on its way for too long; look again in a minute."""
    now = clock.now()
    for handoff in unflagged(db, now):
        if is_overdue(handoff.state, handoff.created_at, handoff.asked_at, now):
            flag_handoff(db, handoff.id, why_overdue(handoff.state), handoff.detail)
    set_timer(db, WATCH, "", now + WATCH_EVERY)
