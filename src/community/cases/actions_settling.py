"""After the closing: neighbors are asked for a while whether it is fixed. What they settle stands beside what the city
says and never in its place; a problem that is still there opens the case again.

Who asks and counts is ``confirmations``; nothing a liaison does comes through here but the closing itself.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Timer
from community.activity.record import record
from community.activity.timers import set_timer
from community.cases import clocking, promising, rules
from community.cases.facts import CaseReopened, CaseSettled, WindowEnded
from community.cases.locking import add_step, locked_case
from community.cases.models import Case
from community.cases.queries import has_step
from community.cases.undoable import make_final
from community.db.sessions import knobs_of
from community.observations.models import Observation

WINDOW = "cases.window"


def open_window(db: Session, case: Case, *, ask: bool) -> None:
    """A case (locked) was closed: a new round begins. Where they are to be asked, neighbors are, for as many days as
    the city's settings say."""
    case.round += 1
    case.neighbors_say, case.fixed_count, case.still_count = None, 0, 0
    if ask:
        case.confirm_until = clock.now() + timedelta(days=knobs_of(db).confirm_days)
        set_timer(db, WINDOW, f"{case.id}:{case.round}", case.confirm_until)


def end_window(db: Session, timer: Timer, app: Any) -> None:
    """The timer: asked long enough. A case that was settled, or opened and closed again since, is left alone."""
    case_id, _colon, number = timer.subject.partition(":")
    case = locked_case(db, int(case_id))
    if case.round != int(number) or case.confirm_until is None:
        return
    case.confirm_until = None
    record(db, WindowEnded(case.board_id, case.id))


def settle_case(db: Session, case: Case, actor_id: int) -> None:
    """Enough neighbors say that it is fixed. The case is locked, and closed."""
    make_final(db, case)
    case.neighbors_say, case.confirm_until = "fixed", None
    case.version += 1
    add_step(db, case, "settled")
    record(db, CaseSettled(case.board_id, case.id, case.version), actor_id=actor_id)


@dataclass(frozen=True)
class BetterPlace:
    """Where it is after all: the reply that says so, and the post that was moved there, if one was."""

    comment_id: int | None = None
    observation_id: int | None = None


def reopen_case(
    db: Session,
    case: Case,
    observations: list[Observation],
    *,
    by: str,
    actor_id: int | None = None,
    place: BetterPlace = BetterPlace(),
) -> None:
    """The case goes on, and waits to be taken again: by ``neighbors``, because it is still there, or by a better
    ``place``. Case and the observations behind it are locked, in the order all acts keep.

    The reference stays; what the city said stays in the thread. A case that was closed before the city had it is
    handed to the city now; one that nobody had sorted waits to be sorted.
    """
    make_final(db, case)
    if by == "neighbors":
        promising.note_disputed(db, case)
    case.needs_sorting = not (case.imported or case.reference or has_step(db, case.id, "queued"))
    case.state = rules.OPEN if case.reference else rules.QUEUED
    case.code = case.closed_at = case.duplicate_of_id = None
    ask = "again" if case.reference else "nobody" if case.needs_sorting else "first"
    case.neighbors_say = "still" if by == "neighbors" else None
    case.confirm_until = case.liaison_id = None
    case.reopened_at = case.needs_answer_since = clock.now()
    clocking.note_reopened(db, case, case.reopened_at)
    case.version += 1
    add_step(db, case, "reopened" if by == "neighbors" else "place_given")
    for observation in observations:
        if observation.state == "resolved":
            observation.state = "escalated"
    told = CaseReopened(case.board_id, case.id, by, ask, case.version, place.comment_id, place.observation_id)
    record(db, told, actor_id=actor_id)
