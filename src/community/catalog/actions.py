"""What administrators do to the catalog, and what the program makes sure of. The only writer of its tables."""

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from community.activity.record import record
from community.catalog.facts import AgencySaved, QuestionsSaved, ServiceSaved
from community.catalog.models import Agency, Question, Route, Service
from community.catalog.queries import fallback_agency, questions_of
from community.errors import Missing, Refused
from community.i18n import _
from community.places.rules import fold

Row = TypeVar("Row", Agency, Service, Question)

FIRST_AGENCY = ("311", "311")
"""Key and name of the agency a city starts with: it gets what nobody has sorted."""


def ensure_fallback(db: Session) -> Agency:
    """The agency for what nobody has sorted; a city that has none yet gets one named 311."""
    found = fallback_agency(db)
    if found is not None:
        return found
    key, name = FIRST_AGENCY
    made = db.scalar(select(Agency).where(Agency.key == key)) or Agency(key=key, name=name)
    made.fallback = True
    try:
        _keep(db, made)
    except IntegrityError:  # another first case made it at the same moment
        return db.scalars(select(Agency).where(Agency.key == key)).one()
    record(db, AgencySaved(agency_id=made.id))
    return made


def save_agency(db: Session, by: int | None, name: str, agency_id: int | None = None, key: str = "") -> Agency:
    """Add an agency (with a key of its own choice, or this one), or rename one. Raises Missing, Refused for a name that
    is taken, however it is written."""
    taken = Refused(_("There is an agency of this name already."), "name")
    names = db.execute(select(Agency.id, Agency.name))
    if any(fold(other) == fold(name) and number != agency_id for number, other in names):
        raise taken
    agency = _agency(db, agency_id) if agency_id else Agency(key=key or _free_key(db, name))
    agency.name = name
    _keep(db, agency, taken)
    record(db, AgencySaved(agency_id=agency.id), actor_id=by)
    return agency


def choose_fallback(db: Session, by: int | None, agency_id: int) -> None:
    """From now on this agency gets what nobody has sorted. Raises Missing."""
    agencies = db.scalars(select(Agency).order_by(Agency.id).with_for_update()).all()
    if agency_id not in {agency.id for agency in agencies}:
        raise Missing
    for agency in agencies:
        agency.fallback = agency.id == agency_id
    record(db, AgencySaved(agency_id=agency_id), actor_id=by)


def save_service(db: Session, by: int | None, values: Mapping[str, Any], service_id: int | None = None) -> Service:
    """Add a service, or edit one. Raises Missing, Refused for a code that is taken or an agency that is none."""
    taken = Refused(_("Another service has this code."), "code")
    other = db.scalar(select(Service).where(Service.code == values["code"]))
    if other is not None and other.id != service_id:
        raise taken
    if db.get(Agency, values["agency_id"]) is None:
        raise Refused(_("Choose who handles it."), "agency")
    service = locked_service(db, service_id) if service_id else Service(position=_next_position(db, Service.position))
    for name, value in values.items():
        setattr(service, name, value)
    _keep(db, service, taken)
    # Where a board had that very agency already, there is nothing to route any more.
    db.execute(delete(Route).where(Route.service_id == service.id, Route.agency_id == service.agency_id))
    record(db, ServiceSaved(service_id=service.id), actor_id=by)
    return service


def retire_service(db: Session, by: int | None, service_id: int, *, active: bool) -> None:
    """Offer a service no more, or again. What was asked for before stays readable. Raises Missing."""
    service = locked_service(db, service_id)
    service.active = active
    record(db, ServiceSaved(service_id=service_id), actor_id=by)


def save_question(
    db: Session, by: int | None, service_id: int, values: Mapping[str, Any], question_id: int | None = None
) -> Question:
    """Add a question at the end, or edit one. Raises Missing, Refused for a code the service has already."""
    service = locked_service(db, service_id)
    others = {question.code: question for question in questions_of(db, service.id)}
    if values["code"] in others and others[values["code"]].id != question_id:
        raise Refused(_("This service has a question with this code."), "code")
    last = max((question.position for question in others.values()), default=0)
    question = (
        _question(db, service_id, question_id) if question_id else Question(service_id=service_id, position=last + 1)
    )
    for name, value in values.items():
        setattr(question, name, value)
    db.add(question)
    db.flush()
    record(db, QuestionsSaved(service_id=service_id), actor_id=by)
    return question


def order_questions(db: Session, by: int | None, service_id: int, codes: Sequence[str]) -> None:
    """Ask them in this order, which names all questions of the service."""
    questions = questions_of(db, service_id)
    if [question.code for question in questions] != list(codes):
        _put_in_order(db, by, service_id, sorted(questions, key=lambda question: codes.index(question.code)))


def move_question(db: Session, by: int | None, service_id: int, question_id: int) -> None:
    """Ask this question one place earlier. Raises Missing."""
    locked_service(db, service_id)
    ordered = questions_of(db, service_id)
    place = next((n for n, question in enumerate(ordered) if question.id == question_id), None)
    if place is None:
        raise Missing
    if place:
        ordered[place - 1], ordered[place] = ordered[place], ordered[place - 1]
    _put_in_order(db, by, service_id, ordered)


def _put_in_order(db: Session, by: int | None, service_id: int, ordered: Sequence[Question]) -> None:
    for position, question in enumerate(ordered, 1):
        question.position = position
    record(db, QuestionsSaved(service_id=service_id), actor_id=by)


def remove_question(db: Session, by: int | None, service_id: int, question_id: int) -> None:
    """Ask it no more; answers given before stay with their cases. Raises Missing."""
    db.delete(_question(db, service_id, question_id))
    record(db, QuestionsSaved(service_id=service_id), actor_id=by)


def _keep(db: Session, row: Row, taken: Refused | None = None) -> None:
    """Write the row now. Raises ``taken`` (without one IntegrityError) when somebody else was faster with its key."""
    try:
        with db.begin_nested():
            db.add(row)
            db.flush()
    except IntegrityError:
        if taken is None:
            raise
        raise taken from None


def _agency(db: Session, agency_id: int) -> Agency:
    return _found(db.get(Agency, agency_id, with_for_update=True))


def locked_service(db: Session, service_id: int) -> Service:
    """The service, locked. Raises Missing."""
    return _found(db.get(Service, service_id, with_for_update=True))


def _question(db: Session, service_id: int, question_id: int) -> Question:
    question = _found(db.get(Question, question_id, with_for_update=True))
    if question.service_id != service_id:
        raise Missing
    return question


def _found(row: Row | None) -> Row:
    if row is None:
        raise Missing
    return row


def _next_position(db: Session, column: InstrumentedAttribute[int]) -> int:
    return (db.scalar(select(func.max(column))) or 0) + 1


def _free_key(db: Session, name: str) -> str:
    """A key for a new agency that no other has, made from its name."""
    base = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40] or "agency"
    taken = set(db.scalars(select(Agency.key).where(Agency.key.startswith(base, autoescape=True))))
    return next(key for number in count(1) if (key := base if number == 1 else f"{base}-{number}") not in taken)
