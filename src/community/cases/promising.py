"""Keeping the promises of a case: the days set for work. Called within the acts on a case, under its lock, and by the
timer at the end of the city's day."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Timer
from community.activity.record import record
from community.activity.timers import set_timer
from community.cases import promises as rules
from community.cases import quieting
from community.cases.facts_clock import PromiseBroken
from community.cases.locking import add_step, locked_case
from community.cases.models import Case, FollowUp
from community.cases.models_clock import Promise
from community.db.sessions import knobs_of
from community.people.identity import Identity

TIMER = "cases.promise"


def make_promise(db: Session, who: Identity, case: Case, written: FollowUp, today: date) -> None:
    """The follow-up sets a day for work: that is promised from now on. One promised before is moved, or broken if its
    day is over; the same day said again is the same promise."""
    day, before = written.scheduled_for, open_promise(db, case)
    if day is None or (before is not None and before.day == day):
        return
    moved_from = None
    if before is not None:
        if rules.state_moved(before.day, today) == rules.MOVED:
            before.state, before.settled_at, moved_from = rules.MOVED, clock.now(), before.day
        else:
            _break(db, case, before)
    made = Promise(
        case_id=case.id,
        service_id=case.service_id,
        agency_id=case.agency_id,
        owner_id=who.person_id,
        follow_up_id=written.id,
        day=day,
        made_at=clock.now(),
    )
    db.add(made)
    db.flush()
    case.scheduled_for, case.promise, case.moved_from = day, rules.OPEN, moved_from
    set_timer(db, TIMER, str(made.id), rules.over_at(day, knobs_of(db).city_zone))


def note_closed(db: Session, case: Case) -> None:
    """The case was closed (its code is set already): by that, what was promised is kept, broken or dropped. The closing
    is the fact; a day that was over before is one of its own."""
    promise, now = open_promise(db, case), clock.now()
    if promise is None:
        return
    state = rules.state_closed(promise.day, rules.day_at(now, knobs_of(db).city_zone), case.code or "")
    if state == rules.BROKEN:
        _break(db, case, promise)
    else:
        settle(db, case, promise, state)


def note_disputed(db: Session, case: Case) -> None:
    """Neighbors say that it is still there (the case is still closed): a promise that this closing kept was not kept by
    it, and counts neither way any more. The step of that day stays."""
    kept = select(Promise).where(Promise.case_id == case.id, Promise.state == rules.KEPT)
    for promise in db.scalars(kept.where(Promise.settled_at >= case.closed_at)):
        promise.state = rules.DROPPED


def end_day(db: Session, timer: Timer, app: Any) -> None:
    """The promised day is over: what is still open is broken."""
    promise = db.get_one(Promise, int(timer.subject))
    case = locked_case(db, promise.case_id)
    db.refresh(promise)
    if promise.state == rules.OPEN:
        _break(db, case, promise)


def settle(db: Session, case: Case, promise: Promise, state: str, person_id: int | None = None) -> None:
    """What became of the promise is said where the case stands; kept and broken are steps of it. It was broken when the
    day was over, whenever that is noticed."""
    over = rules.over_at(promise.day, knobs_of(db).city_zone)
    promise.state, promise.settled_at = state, over if state == rules.BROKEN else clock.now()
    case.promise = state
    if state in (rules.KEPT, rules.BROKEN):
        add_step(db, case, state, person_id=person_id, agency_id=promise.agency_id, on=promise.day)
    db.flush()
    quieting.watch(db, case)


def open_promise(db: Session, case: Case) -> Promise | None:
    """The day that is promised and not over yet, as far as anybody noticed."""
    return db.scalar(select(Promise).where(Promise.case_id == case.id, Promise.state == rules.OPEN))


def _break(db: Session, case: Case, promise: Promise) -> None:
    settle(db, case, promise, rules.BROKEN)
    record(db, PromiseBroken(case.board_id, case.id, promise.id))
