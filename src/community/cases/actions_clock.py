"""What a liaison does to the clocks of a case: let them stand still for a reason, let them run again, and say that what
was promised for a day was done."""

from datetime import date

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.cases import clocking, promising
from community.cases.clocks import REASONS
from community.cases.facts_clock import CasePaused, PromiseKept
from community.cases.locking import add_step
from community.cases.models import Case, FollowUp
from community.cases.models_clock import Pause
from community.cases.promises import KEPT, why_not_kept
from community.cases.speaking import hold, speak
from community.errors import Refused
from community.i18n import _
from community.people.identity import Identity


def pause_case(db: Session, who: Identity, case_id: int, version: int, reason: str, words: str) -> FollowUp:
    """Let the clocks stand still, for one of the reasons and with public words that say what is waited for. Raises
    Refused, Conflict."""
    case = hold(db, case_id, version, "pause")
    if case.paused_since is not None:
        raise Refused(_("The clock of this case stands still already."))
    if reason not in REASONS:
        raise Refused(_("Choose what is waited for."), "reason")
    now = clock.now()
    clocking.refresh(db, case)  # what has passed by now is late, whether the timer came or not
    written = speak(db, who, case, "paused", words, code=reason)
    db.add(Pause(case_id=case.id, reason=reason, follow_up_id=written.id, began_at=now, began_by=who.person_id))
    case.paused_since, case.paused_for = now, reason
    add_step(db, case, "paused", person_id=who.person_id)
    record(db, CasePaused(case.board_id, case.id, written.id, reason, case.version), actor_id=who.person_id)
    db.flush()
    clocking.refresh(db, case)
    return written


def resume_case(db: Session, who: Identity, case_id: int, version: int) -> Case:
    """Let the clocks run again. Raises Refused, Conflict."""
    case = hold(db, case_id, version, "resume")
    if case.paused_since is None:
        raise Refused(_("The clock of this case runs."))
    clocking.end_pause(db, case, "hand", who.person_id)
    return case


def keep_promise(db: Session, who: Identity, case_id: int, version: int, words: str, *, today: date) -> FollowUp:
    """Say, with public words, that the work promised for a day was done by then; the case stays open. ``today`` is the
    city's. Raises Refused, Conflict."""
    case = hold(db, case_id, version, "keep")
    promise = promising.open_promise(db, case)
    problem = why_not_kept(promise.day if promise else None, today)
    if problem or promise is None:
        raise Refused(problem or "")
    written = speak(db, who, case, "kept", words)
    promising.settle(db, case, promise, KEPT, who.person_id)
    fact = PromiseKept(case.board_id, case.id, promise.id, written.id, case.version)
    record(db, fact, actor_id=who.person_id)
    return written
