"""How a case comes to be, what neighbors' acts do to it, and the hops of the hand-off.

What liaisons do stands in ``actions_desk`` and is offered here too: ``cases.actions`` is the door for everybody.
Whoever needs both rows locks the observation before the case.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.boards.models import Board
from community.cases import rules
from community.cases.facts import CaseAccepted, CaseOpened, CaseSent, CaseWordsWithdrawn
from community.cases.models import Backing, Case, Step
from community.cases.queries import has_step
from community.catalog.actions import ensure_fallback
from community.catalog.queries import service_with_agency
from community.errors import Missing
from community.observations.models import Observation


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
) -> Case:
    """Make ``observation`` (locked by the caller) an official case: queued for the hand-off, or waiting to be sorted.

    The case lists the public place; the exact one is read at the desk and by the hand-off.
    """
    now = clock.now()
    found = service_with_agency(db, service_id) if service_id is not None else None
    agency = found[1] if found else ensure_fallback(db)
    case = Case(
        board_id=board.id if board else None,
        service_id=found[0].id if found else None,
        agency_id=agency.id,
        state=rules.QUEUED,
        needs_sorting=needs_sorting,
        needs_answer_since=None if imported else now,
        title=observation.title,
        place=observation.place,
        lat=observation.lat,
        lon=observation.lon,
        answers=dict(answers),
        voices=observation.vote_count,
        opened_at=now,
        opened_by=by,
        opened_reason=reason,
        opener_id=opener_id,
        imported=imported,
    )
    db.add(case)
    db.flush()
    db.add(Backing(case_id=case.id, observation_id=observation.id, since=now))
    add_step(db, case, "opened", person_id=opener_id)
    if not needs_sorting:
        add_step(db, case, "queued")
    observation.state, observation.escalated_at, observation.escalated_by = "escalated", now, by
    fact = CaseOpened(case.board_id, observation.id, case.id, by=by, needs_sorting=needs_sorting)
    record(db, fact, actor_id=opener_id, imported=imported)
    return case


def add_step(db: Session, case: Case, kind: str, **values: Any) -> None:
    """Note a dated, public step of the case."""
    db.add(Step(case_id=case.id, kind=kind, at=clock.now(), agency_id=case.agency_id, **values))


def mark_sent(db: Session, case_id: int) -> bool:
    """The hand-off is on its way. Says once, however often it is tried; False when the city need not be asked any
    more (it has accepted, or the case was closed in between). Raises Missing."""
    case = locked_case(db, case_id)
    if case.reference is not None or case.state == rules.CLOSED:
        return False
    if not has_step(db, case.id, "sent"):
        add_step(db, case, "sent")
        record(db, CaseSent(case.board_id, case.id))
    return True


def accept_case(db: Session, case_id: int, reference: str, *, outside: bool) -> None:
    """The city has it under ``reference``; said twice, the second time changes nothing. Raises Missing."""
    case = locked_case(db, case_id)
    if case.reference is not None:
        return
    case.reference = reference
    case.state = rules.state_after_acceptance(case.state, outside=outside)
    add_step(db, case, "accepted")
    record(db, CaseAccepted(case.board_id, case.id, outside=outside))


def add_voice(db: Session, observation_id: int, delta: int) -> None:
    """A vote came (+1) or went (-1) under an observation behind cases. One statement, exact without a lock."""
    behind = select(Backing.case_id).where(Backing.observation_id == observation_id)
    change = update(Case).where(Case.id.in_(behind)).values(voices=Case.voices + delta)
    db.execute(change, execution_options={"synchronize_session": False})


def note_neighbor_spoke(db: Session, observation_id: int) -> None:
    """A neighbor wrote under the observation: its running cases wait for the city's word, since the first such time.
    The version stays: the liaison's open form is not made stale by it."""
    for case in _locked_behind(db, observation_id):
        waits = rules.counts_as_waiting(imported=case.imported, taken=case.liaison_id is not None)
        if case.state != rules.CLOSED and waits and case.needs_answer_since is None:
            case.needs_answer_since = clock.now()


def note_words_edited(db: Session, observation_id: int) -> None:
    """The author changed the words: the desk reads the new title, and is told when the city had the old one."""
    observation = db.get_one(Observation, observation_id)
    for case in _locked_behind(db, observation_id):
        case.title = observation.title
        if has_step(db, case.id, "sent"):
            case.words_edited_at = clock.now()


def note_words_withdrawn(db: Session, observation_id: int) -> None:
    """The author took words and name back: the title goes, service, place and answers stay, the liaison is asked."""
    for case in _locked_behind(db, observation_id):
        if case.words_withdrawn_at is not None:
            continue
        case.title = ""
        case.words_withdrawn_at = clock.now()
        case.version += 1
        if case.state != rules.CLOSED:
            case.needs_answer_since = case.needs_answer_since or clock.now()
        add_step(db, case, "withdrawn")
        record(db, CaseWordsWithdrawn(case.board_id, case.id, version=case.version))


def locked_case(db: Session, case_id: int) -> Case:
    """The case, locked and fresh. Raises Missing."""
    query = select(Case).where(Case.id == case_id).with_for_update()
    case = db.scalar(query, execution_options={"populate_existing": True})
    if case is None:
        raise Missing
    return case


def _locked_behind(db: Session, observation_id: int) -> list[Case]:
    """The cases behind which the observation stands, locked, in the order of their ids."""
    query = (
        select(Case)
        .join(Backing, Backing.case_id == Case.id)
        .where(Backing.observation_id == observation_id)
        .order_by(Case.id)
        .with_for_update(of=Case)
    )
    return list(db.scalars(query, execution_options={"populate_existing": True}))
