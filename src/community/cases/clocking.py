"""Keeping the clocks of a case. Called within the acts on a case, under its lock, and by the timer.

What a case was promised is written down when it opens, or, if nobody knew its kind then, when it is sorted: counted
from the opening in either case, because that is how long the neighbor has waited. Nothing rewrites it later: not a
changed target, not other hours (they only count for what a pause leaves), not a hand-over. A case that is sorted to
another kind gets that kind's targets for what is not decided yet. Imported cases have no clock.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Timer
from community.activity.record import record
from community.activity.timers import set_timer
from community.cases import clocks as rules
from community.cases import quieting
from community.cases.facts_clock import CaseAtRisk, CaseLate, CaseResumed
from community.cases.locking import add_step, locked_case
from community.cases.models import Case
from community.cases.models_clock import CaseClock, Pause
from community.cases.rules import CLOSED
from community.catalog.queries_targets import city_hours, targets_of
from community.catalog.working_time import Hours
from community.db.sessions import knobs_of

TIMER = "cases.clock"


def start_clocks(db: Session, case: Case) -> None:
    """Write down what the case is promised by the targets of its service; what is decided already stays."""
    if case.imported or case.service_id is None:
        quieting.watch(db, case)
        return
    targets, kept = targets_of(db, case.service_id), {one.measure: one for one in clocks_of(db, case.id)}
    hours = hours_of(db) if targets else None
    for measure in {**targets, **kept}:
        found = kept.get(measure)
        if found is not None and found.decided_at is not None:
            continue
        if found is not None:
            db.delete(found)
            db.flush()
        if measure in targets and hours is not None:
            db.add(_promised(db, case, measure, targets[measure], hours))
    db.flush()
    refresh(db, case)
    quieting.watch(db, case)


def _promised(db: Session, case: Case, measure: str, target: tuple[int, str], hours: Hours) -> CaseClock:
    amount, unit = target
    moments = rules.moments_of(case.opened_at, amount, unit, hours)
    for pause in db.scalars(select(Pause).where(Pause.case_id == case.id).order_by(Pause.began_at)):
        if pause.ended_at is not None:
            moments = rules.moved_by(moments, pause.began_at, pause.ended_at, unit, hours)
    made = CaseClock(
        case_id=case.id,
        measure=measure,
        service_id=case.service_id,
        amount=amount,
        unit=unit,
        started_at=case.opened_at,
        due_at=moments.due_at,
        risk_at=moments.risk_at,
    )
    if measure == rules.FIRST_ANSWER and case.answered_at is not None:
        _settle(made, case.answered_at)
    return made


def note_city_spoke(db: Session, case: Case, kind: str) -> None:
    """The city published a word of this kind: the first that answers meets the first target, the closing the other."""
    if kind not in rules.ANSWERS:
        return
    now = clock.now()
    case.answered_at = case.answered_at or now
    meet(db, case, rules.FIRST_ANSWER, now)
    refresh(db, case)


def note_closed(db: Session, case: Case) -> None:
    """The case was closed (state and code are set already). A duplicate has nothing to be done by: the case that goes
    on has; only if it was late already does it count as late."""
    now = clock.now()
    if case.paused_since is not None:
        end_pause(db, case, "closing")
    meet(db, case, rules.COMPLETION, now)
    done = db.get(CaseClock, (case.id, rules.COMPLETION))
    if done is not None and case.code == "duplicate" and done.on_time:
        done.decided_at = done.on_time = None
    ended = rules.ON_TIME if done is not None and done.on_time else rules.LATE
    case.pace, case.due_at = (ended if done is not None and done.on_time is not None else None), None


def note_reopened(db: Session, case: Case, now: datetime) -> None:
    """The case is open again (its state is set already): its clock of completion runs on with the time it had left at
    the closing, and an "on time" it had earned is taken back, since it was not done. One that was late stays late.
    No day is set for it any more; what became of the one before stands in its steps."""
    done = db.get(CaseClock, (case.id, rules.COMPLETION))
    if done is not None:
        if done.met_at is not None and done.on_time is not False:
            hours, moments = hours_of(db), rules.Moments(done.risk_at, done.due_at)
            moments = rules.moved_by(moments, done.met_at, now, done.unit, hours)
            done.risk_at, done.due_at = moments.risk_at, moments.due_at
            done.decided_at = done.on_time = None
        done.met_at = None
    case.scheduled_for = case.promise = case.moved_from = None
    refresh(db, case)
    quieting.watch(db, case)


def note_neighbor_spoke(db: Session, case: Case) -> None:
    """A neighbor wrote: if that was waited for, the clocks run again."""
    if case.paused_for == rules.NEIGHBOR:
        end_pause(db, case, "answer")


def meet(db: Session, case: Case, measure: str, now: datetime) -> None:
    """What the clock waits for has happened; the first time counts."""
    found = db.get(CaseClock, (case.id, measure))
    if found is not None and found.met_at is None:
        _settle(found, now)


def _settle(met: CaseClock, at: datetime) -> None:
    """What the clock waits for happened at this moment. A target that was missed before stays missed."""
    met.met_at = at
    if met.decided_at is None:
        met.on_time, met.decided_at = at <= met.due_at, min(at, met.due_at)


def end_pause(db: Session, case: Case, how: str, person_id: int | None = None) -> None:
    """The clocks run on with the time they had left. A step and a fact; the version stays unless a liaison did it."""
    now, hours = clock.now(), hours_of(db)
    pause = db.scalar(select(Pause).where(Pause.case_id == case.id, Pause.ended_at.is_(None)))
    if pause is None:
        return
    for one in clocks_of(db, case.id):
        if one.met_at is None:
            found = rules.moved_by(rules.Moments(one.risk_at, one.due_at), pause.began_at, now, one.unit, hours)
            one.risk_at, one.due_at = found.risk_at, found.due_at
    pause.ended_at, pause.ended_by, pause.ended_how = now, person_id, how
    case.paused_since = case.paused_for = None
    add_step(db, case, "resumed", person_id=person_id)
    record(db, CaseResumed(case.board_id, case.id, how, case.version), actor_id=person_id)
    refresh(db, case)
    quieting.watch(db, case)


def refresh(db: Session, case: Case) -> None:
    """Bring what lists read of the clocks up to date, decide what time has decided, and set the timer for the next
    change. Nothing to do for a closed case: how it ended stands."""
    if case.state == CLOSED:
        return
    now, found = clock.now(), clocks_of(db, case.id)
    paused = case.paused_since is not None
    for one in found:
        # A clock that stands still is not missed: its moment is moved when it runs again.
        missed_at = one.due_at if not paused or one.due_at <= (case.paused_since or now) else None
        if one.decided_at is None and one.met_at is None and missed_at is not None and missed_at <= now:
            one.decided_at, one.on_time = one.due_at, False
            record(db, CaseLate(case.board_id, case.id, one.measure))
    standing = case.paused_since or now
    pace = rules.pace_at(found, standing, paused=paused)
    if pace == rules.AT_RISK and case.pace in (None, rules.ON_TIME):
        record(db, CaseAtRisk(case.board_id, case.id))
    case.pace, case.due_at = pace, rules.next_due(found)
    change = rules.next_change(found, now)
    if change is not None and not paused:
        # A subject for each moment: a timer that is firing is never waited for, so nobody can wait in a circle.
        set_timer(db, TIMER, f"{case.id}:{int(change.timestamp() * 1000)}", change)


def tick(db: Session, timer: Timer, app: Any) -> None:
    """A moment has come at which the case may stand otherwise."""
    refresh(db, locked_case(db, int(timer.subject.partition(":")[0])))


def clocks_of(db: Session, case_id: int) -> list[CaseClock]:
    """The clocks of the case, the first answer first."""
    query = select(CaseClock).where(CaseClock.case_id == case_id).order_by(CaseClock.measure.desc())
    return list(db.scalars(query))


def hours_of(db: Session) -> Hours:
    """When the city works, in its zone."""
    return city_hours(db, knobs_of(db).city_zone)
