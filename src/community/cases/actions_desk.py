"""What a liaison does to a case. Every act carries the version its form was drawn from: when somebody acted in
between it raises Conflict and changes nothing. Each act is one fact in the history."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.cases import clocking, facts, promising, rules
from community.cases.closing import end_case
from community.cases.locking import add_step, locked_observations
from community.cases.models import Case, FollowUp, StaffNote
from community.cases.models_undo import ANSWER, CLOSE
from community.cases.numbers import end_numbers
from community.cases.queries import agency_by_id, case_by_reference, is_liaison_for
from community.cases.sorting import chosen_service
from community.cases.speaking import checked, hold, speak
from community.cases.undoable import undoable
from community.errors import Refused
from community.i18n import _
from community.people.identity import Identity
from community.prose import clean_line


def take_case(db: Session, who: Identity, case_id: int, version: int) -> Case:
    """Accept the case: it is theirs, and work on it has begun. Raises Refused when a colleague has it, Conflict."""
    case = hold(db, case_id, version, "take")
    if case.liaison_id not in (None, who.person_id):
        raise Refused(_("A colleague has this case. They can hand it to you."))
    _take(db, who, case)
    record(db, facts.CaseTaken(case.board_id, case.id, case.agency_id, case.version), actor_id=who.person_id)
    return case


@undoable(ANSWER)
def answer_case(db: Session, who: Identity, case_id: int, version: int, words: str) -> FollowUp:
    """Write the city's public word, into every thread behind the case. Raises Refused, Conflict."""
    case = hold(db, case_id, version, "answer")
    written = speak(db, who, case, "answer", words)
    fact = facts.FollowUpWritten(case.board_id, None, case.id, written.id, case.version)
    record(db, fact, actor_id=who.person_id)
    return written


def note_case(db: Session, who: Identity, case_id: int, version: int, words: str) -> StaffNote:
    """Write internal words, kept in a table no public query reads. Raises Refused, Conflict."""
    case = hold(db, case_id, version, "note")
    note = StaffNote(case_id=case.id, author_id=who.person_id, words=checked(words), written_at=clock.now())
    db.add(note)
    db.flush()
    record(db, facts.NoteWritten(case.board_id, case.id, note.id, case.version), actor_id=who.person_id)
    return note


def schedule_case(
    db: Session, who: Identity, case_id: int, version: int, on: date | None, words: str, *, today: date
) -> FollowUp:
    """Say for which day work is set; a case nobody had is taken by it, and one that a colleague was given is in work.
    ``today`` is the city's. Raises Refused, Conflict."""
    case = hold(db, case_id, version, "schedule")
    if problem := rules.plan_problem(on, today=today):
        raise Refused(problem, "on")
    if case.liaison_id is None or (case.liaison_id == who.person_id and case.state != rules.IN_PROGRESS):
        _take(db, who, case)
    case.state, case.neighbors_say = rules.IN_PROGRESS, None
    written = speak(db, who, case, "scheduled", words, scheduled_for=on)
    case.scheduled_for = on
    add_step(db, case, "scheduled", person_id=who.person_id, on=on)
    promising.make_promise(db, who, case, written, today)
    fact = facts.CaseScheduled(case.board_id, case.id, written.id, str(on), case.version)
    record(db, fact, actor_id=who.person_id)
    return written


def transfer_case(
    db: Session,
    who: Identity,
    case_id: int,
    version: int,
    *,
    agency_id: int | None = None,
    liaison_id: int | None = None,
    words: str = "",
) -> Case:
    """Hand the case to another liaison of its agency, or to another agency, whose liaisons find it unanswered.

    It stays open. ``words``, if any, are public. Raises Refused, Conflict.
    """
    case = hold(db, case_id, version, "transfer")
    before, taken = case.agency_id, case.liaison_id is not None
    if liaison_id is not None:
        if liaison_id == case.liaison_id or not is_liaison_for(db, liaison_id, case.agency_id, case.board_id):
            raise Refused(_("Choose a colleague who can take this case."), "liaison")
        case.liaison_id = liaison_id
    else:
        _move(db, case, agency_id)
    written = speak(db, who, case, "transferred", words, agency_id=before) if words.strip() else None
    if case.agency_id != before and rules.counts_as_waiting(imported=case.imported, taken=taken):
        case.needs_answer_since = case.needs_answer_since or clock.now()
    add_step(db, case, "transferred", person_id=who.person_id)
    said = written.id if written else None
    fact = facts.CaseTransferred(case.board_id, case.id, before, case.agency_id, said, case.version, liaison_id)
    record(db, fact, actor_id=who.person_id)
    return case


@undoable(CLOSE)
def close_case(
    db: Session,
    who: Identity,
    case_id: int,
    version: int,
    code: str,
    words: str,
    *,
    detail: str = "",
    duplicate_of: str = "",
) -> FollowUp:
    """Close the case with one of five codes, words, and the ``detail`` the code asks for; a duplicate names the case
    that goes on by its reference. Raises Refused, Conflict."""
    observations = locked_observations(db, case_id)
    case = hold(db, case_id, version, "close")
    if code not in rules.CODES:
        raise Refused(_("Choose why this case ends."), "code")
    detail = clean_line(detail) if code in rules.DETAILS else ""
    if code == "duplicate":
        other = _goes_on(db, case, duplicate_of)
        case.duplicate_of_id, detail = other.id, other.reference or ""
    if problem := rules.detail_problem(code, detail):
        raise Refused(problem, "detail")
    written = speak(db, who, case, "closed", words, code=code, detail=detail)
    end_case(db, case, observations, code, ask=code in rules.ASKS_NEIGHBORS, person_id=who.person_id)
    fact = facts.CaseClosed(case.board_id, case.id, written.id, code, case.version)
    record(db, fact, actor_id=who.person_id)
    return written


def sort_case(
    db: Session, who: Identity, case_id: int, version: int, service_id: int | None, answers: Mapping[str, Any]
) -> Case:
    """Say what kind of request a case is, as captain or liaison: it goes to the agency of that kind and is handed to
    the city. Observations behind it whose author was not sure get the kind. Raises Refused naming the field,
    Conflict."""
    observations = locked_observations(db, case_id)
    case = hold(db, case_id, version, "sort")
    service, agency, case.answers = chosen_service(db, service_id, case.board_id, answers)
    if agency.id != case.agency_id:
        case.liaison_id = None
    case.service_id, case.agency_id, case.needs_sorting = service.id, agency.id, False
    for observation in observations:
        if observation.service_id is None:
            observation.service_id = service.id
    add_step(db, case, "sorted", person_id=who.person_id)
    add_step(db, case, "queued")
    clocking.start_clocks(db, case)
    fact = facts.CaseSorted(case.board_id, case.id, service.id, agency.id, case.version)
    record(db, fact, actor_id=who.person_id)
    return case


def _take(db: Session, who: Identity, case: Case) -> None:
    case.liaison_id, case.taken_at, case.state = who.person_id, clock.now(), rules.IN_PROGRESS
    case.neighbors_say = None  # "still there" was said of the closing before
    add_step(db, case, "taken", person_id=who.person_id)


def _move(db: Session, case: Case, agency_id: int | None) -> None:
    """Give the case to another agency, where nobody has it yet. Raises Refused."""
    if agency_id is None or agency_id == case.agency_id or agency_by_id(db, agency_id) is None:
        raise Refused(_("Choose the agency that should have this case."), "agency")
    case.agency_id, case.liaison_id = agency_id, None
    end_numbers(db, case.id, outside_only=True)


def _goes_on(db: Session, case: Case, reference: str) -> Case:
    """The case of which this one is a duplicate. Raises Refused."""
    other = case_by_reference(db, clean_line(reference))
    if other is None:
        raise Refused(_("We know no case with this number. Write it as it stands on the case page."), "duplicate_of")
    if other.id == case.id or other.code == "duplicate":
        raise Refused(_("Write the number of the case that goes on."), "duplicate_of")
    return other
