"""How a case comes to be, what neighbors' acts do to it, and the hops of the hand-off.

What liaisons do to a case stands in ``actions_desk`` and is offered here too, so that this is the door for everybody.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.boards.models import Board
from community.cases import clocking, quieting, rules
from community.cases.actions_desk import (
    answer_case,
    close_case,
    note_case,
    schedule_case,
    sort_case,
    take_case,
    transfer_case,
)
from community.cases.facts import CaseAccepted, CaseOpened, CaseSent, CaseWordsWithdrawn, FollowUpWritten
from community.cases.locking import add_step, locked_case, locked_cases
from community.cases.models import Backing, Case, FollowUp
from community.cases.models_undo import ANSWER
from community.cases.naming import name_cases_anew
from community.cases.queries import has_case, has_step
from community.cases.undoable import undoable, unused_id
from community.catalog.actions import ensure_fallback
from community.catalog.queries import service_with_agency
from community.errors import Refused
from community.i18n import _
from community.observations.actions import locked_observation
from community.observations.models import Observation
from community.people.identity import Identity
from community.prose import clean

__all__ = [
    "accept_case",
    "add_voice",
    "answer_case",
    "answer_observation",
    "close_case",
    "mark_sent",
    "note_case",
    "note_neighbor_spoke",
    "note_words_edited",
    "note_words_withdrawn",
    "open_case",
    "schedule_case",
    "sort_case",
    "take_case",
    "transfer_case",
]


def open_case(
    db: Session,
    observation: Observation,
    board: Board | None,
    *,
    by: str,
    opener_id: int | None,
    service_id: int | None,
    answers: Mapping[str, Any],
    reason: str,
    needs_sorting: bool,
    imported: bool = False,
    since: datetime | None = None,
    held_by: int | None = None,
) -> Case:
    """Make ``observation`` (locked by the caller) an official case: queued for the hand-off, or waiting to be sorted.
    ``since``, ``held_by``: neighbors wait since then, that agency has it: it stood behind another case. The case lists
    the public place; the exact one is read at the desk and by the hand-off.
    """
    now = clock.now()
    found = service_with_agency(db, service_id, board.id if board else None) if service_id is not None else None
    agency = found[1] if found else ensure_fallback(db)
    case = Case(
        id=unused_id(db, Case),
        board_id=board.id if board else None,
        service_id=found[0].id if found else None,
        agency_id=held_by or agency.id,
        state=rules.QUEUED,
        needs_sorting=needs_sorting,
        needs_answer_since=None if imported else now,
        title=observation.title,
        place=observation.place,
        lat=observation.lat,
        lon=observation.lon,
        answers=dict(answers),
        voices=observation.vote_count,
        opened_at=since or now,
        opened_by=by,
        opened_reason=reason,
        opener_id=opener_id,
        imported=imported,
    )
    db.add(case)
    db.flush()
    db.add(Backing(case_id=case.id, observation_id=observation.id, since=now))
    add_step(db, case, "opened", person_id=opener_id)
    clocking.start_clocks(db, case)
    if not needs_sorting:
        add_step(db, case, "queued")
    send_up(observation, now, by)
    fact = CaseOpened(case.board_id, observation.id, case.id, by=by, needs_sorting=needs_sorting)
    record(db, fact, actor_id=opener_id, imported=imported)
    return case


def send_up(observation: Observation, now: datetime, by: str) -> None:
    """A running case is behind the observation (locked) now; who sent it first stays true."""
    if observation.escalated_at is None:
        observation.escalated_at, observation.escalated_by = now, by
    observation.state = "escalated"


def mark_sent(db: Session, case_id: int, *, again: bool = False) -> bool:
    """The hand-off is on its way. Says once, however often it is tried; once more where the city is asked ``again``.
    False when the city need not be asked any more (it has accepted, or the case was closed in between). Raises
    Missing."""
    case = locked_case(db, case_id)
    if case.state == rules.CLOSED or (case.reference is not None and not again):
        return False
    if again or not has_step(db, case.id, "sent"):
        add_step(db, case, "sent")
        record(db, CaseSent(case.board_id, case.id))
    return True


def accept_case(db: Session, case_id: int, reference: str | None, *, outside: bool, again: bool = False) -> None:
    """The city has it under ``reference`` (None: it gives no numbers); said twice, the second time changes nothing. A
    reopened case is accepted ``again``, by the same number or another. Raises Missing."""
    case = locked_case(db, case_id)
    if case.reference is not None and not again:
        return
    case.reference = reference or case.reference
    case.state = rules.state_after_acceptance(case.state, outside=outside)
    add_step(db, case, "accepted")
    record(db, CaseAccepted(case.board_id, case.id, outside=outside))


@undoable(ANSWER)
def answer_observation(db: Session, who: Identity, observation_id: int, words: str, agency_id: int) -> FollowUp:
    """The city's public word under an observation that has no case; ``agency_id`` is the liaison's own. Raises Missing,
    Refused once there is a case, or nothing to answer."""
    observation = locked_observation(db, observation_id)
    if has_case(db, observation.id):
        raise Refused(_("This post has a 311 case now. Answer on the case."))
    if problem := rules.why_no_answer(state=observation.state, hidden=observation.hidden_at is not None):
        raise Refused(problem)
    words = clean(words)
    if problem := rules.words_problem(words):
        raise Refused(problem, "words")
    written = FollowUp(
        id=unused_id(db, FollowUp),
        observation_id=observation.id,
        agency_id=agency_id,
        author_id=who.person_id,
        words=words,
        written_at=clock.now(),
    )
    db.add(written)
    db.flush()
    record(db, FollowUpWritten(observation.board_id, observation.id, None, written.id), actor_id=who.person_id)
    return written


def add_voice(db: Session, observation_id: int, delta: int) -> None:
    """A vote came (+1) or went (-1) under an observation behind cases. One statement, exact without a lock."""
    behind = select(Backing.case_id).where(Backing.observation_id == observation_id)
    change = update(Case).where(Case.id.in_(behind)).values(voices=Case.voices + delta)
    db.execute(change, execution_options={"synchronize_session": False})


def note_neighbor_spoke(db: Session, observation_id: int, *, captain: bool = False) -> None:
    """A neighbor wrote under the observation: its cases wait for the city's word, since the first such time. A closed
    one waits again, because what was said may be that the problem is still there.
    The version stays: the liaison's open form is not made stale by it. ``captain``: of the board, who is owed an answer
    within a set time."""
    for case in locked_cases(db, observation_id):
        clocking.note_neighbor_spoke(db, case)
        waits = rules.counts_as_waiting(imported=case.imported, taken=case.liaison_id is not None)
        if waits and case.needs_answer_since is None:
            case.needs_answer_since = clock.now()
        if waits and captain:
            quieting.note_captain_spoke(db, case)


def note_words_edited(db: Session, observation_id: int) -> None:
    """The author changed the words: the desk reads them, and is told when the city had the old ones."""
    for case in name_cases_anew(db, observation_id):
        if has_step(db, case.id, "sent"):
            case.words_edited_at = clock.now()


def note_words_withdrawn(db: Session, observation_id: int) -> None:
    """The author took words and name back: the words go, those of another post behind the case name it now. Service,
    place and answers stay, the liaison is asked. The place listed is one that a post still shows; the exact one is
    untouched."""
    gone_at = db.get_one(Observation, observation_id).withdrawn_at
    for case in name_cases_anew(db, observation_id):
        if case.words_withdrawn_at and gone_at and case.words_withdrawn_at >= gone_at:
            continue  # the button was pressed twice
        case.words_withdrawn_at = clock.now()
        case.version += 1
        if case.state != rules.CLOSED:
            case.needs_answer_since = case.needs_answer_since or clock.now()
        add_step(db, case, "withdrawn")
        record(db, CaseWordsWithdrawn(case.board_id, case.id, version=case.version))
