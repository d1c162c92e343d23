"""Alarms about silence: a quiet case, and a captain's question nobody answered. Called within the acts on a case, under
its lock, and by the timer. Each alarm is raised once, and ends with the city's next word."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Timer
from community.activity.record import record
from community.activity.timers import set_timer
from community.cases import silence as rules
from community.cases.facts_clock import CaseQuiet
from community.cases.locking import locked_case
from community.cases.models import Case, FollowUp
from community.cases.models_clock import CaseClock, Pause, Promise
from community.cases.rules import CLOSED
from community.catalog.queries_targets import city_hours
from community.db.sessions import knobs_of

TIMER = "cases.quiet"


def note_city_spoke(db: Session, case: Case, *, answered: bool) -> None:
    """The city published a word: the silence is over, and a new one may begin. A captain's question is over when it was
    ``answered``, not when the case was passed on."""
    if answered:
        case.asked_at = None
    if answered or case.quiet_for == rules.SILENCE:
        case.quiet_since = case.quiet_for = None
    watch(db, case)


def note_captain_spoke(db: Session, case: Case) -> None:
    """The captain of a board wrote under a post behind the case: since the first such time an answer is owed."""
    if case.asked_at is None:
        case.asked_at = clock.now()
        watch(db, case)


def watch(db: Session, case: Case) -> None:
    """Raise the alarm if it is time, or set the timer for when it will be."""
    if case.quiet_since is not None:
        return
    now = clock.now()
    found = _next_alarm(db, case)
    if found is None:
        return
    at, why = found
    if at > now:
        # A subject for each moment, as for the clocks.
        set_timer(db, TIMER, f"{case.id}:{int(at.timestamp() * 1000)}", at)
        return
    case.quiet_since, case.quiet_for = now, why
    record(db, CaseQuiet(case.board_id, case.id, why))


def look_again(db: Session, timer: Timer, app: Any) -> None:
    """A silence may have lasted too long; or somebody spoke meanwhile."""
    watch(db, locked_case(db, int(timer.subject.partition(":")[0])))


def _next_alarm(db: Session, case: Case) -> tuple[datetime, str] | None:
    """When an alarm is due as things stand, and why. None: nothing is owed."""
    knobs = knobs_of(db)
    hours, running = city_hours(db, knobs.city_zone), _running(db, case)
    found = []
    if case.asked_at is not None:
        found.append((rules.alarm_at(case.asked_at, knobs.question_days, running, hours), rules.QUESTION))
    if rules.expects(
        closed=case.state == CLOSED,
        paused=case.paused_since is not None,
        promised=case.promise == "open",
        history=case.imported and case.liaison_id is None,
    ):
        found.append((rules.alarm_at(_silent_since(db, case), knobs.quiet_days, running, hours), rules.SILENCE))
    return min(found, default=None)


def _running(db: Session, case: Case) -> list[CaseClock]:
    """The clocks that run on in a case that is open."""
    if case.state == CLOSED:
        return []
    return list(db.scalars(select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.met_at.is_(None))))


def _silent_since(db: Session, case: Case) -> datetime:
    """The last thing that was said or happened: the opening, a word of the city, the end of a pause or of a promised
    day."""
    spoken = db.scalar(select(func.max(FollowUp.written_at)).where(FollowUp.case_id == case.id))
    resumed = db.scalar(select(func.max(Pause.ended_at)).where(Pause.case_id == case.id))
    promised = db.scalar(select(func.max(Promise.settled_at)).where(Promise.case_id == case.id))
    return max(at for at in (case.opened_at, case.reopened_at, spoken, resumed, promised) if at is not None)
