"""A catalog document against the database: what is there, and the change itself."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.boards.models import Board
from community.catalog.actions import (
    choose_fallback,
    order_questions,
    remove_question,
    save_agency,
    save_question,
    save_service,
)
from community.catalog.actions_targets import set_hours, set_routes, set_targets
from community.catalog.document import (
    SERVICE_FIELDS,
    AgencyEntry,
    BadDocument,
    Document,
    QuestionEntry,
    ServiceEntry,
    question_values,
)
from community.catalog.document_comparing import changed_fields, differences
from community.catalog.models import Agency, OfficeHours, Question, Route, Service, Target
from community.catalog.queries import questions_of
from community.catalog.queries_targets import city_hours


def present_document(db: Session, zone: str) -> Document:
    """The catalog of the database. Seven queries."""
    agencies = list(db.scalars(select(Agency).order_by(Agency.key)))
    keys = {agency.id: agency.key for agency in agencies}
    slugs = {
        row.id: row.slug for row in db.execute(select(Board.id, Board.slug).join(Route, Route.board_id == Board.id))
    }
    targets, routes = list(db.scalars(select(Target))), list(db.scalars(select(Route)))
    questions = list(db.scalars(select(Question).order_by(Question.position, Question.id)))
    services = [
        ServiceEntry(
            code=one.code,
            agency=keys[one.agency_id],
            **{name: getattr(one, name) for name in SERVICE_FIELDS if name != "agency"},
            targets={t.measure: (t.amount, t.unit) for t in targets if t.service_id == one.id},
            routes={slugs[r.board_id]: keys[r.agency_id] for r in routes if r.service_id == one.id},
            questions=tuple(_entry(q) for q in questions if q.service_id == one.id),
        )
        for one in db.scalars(select(Service).order_by(Service.position, Service.id))
    ]
    hours = city_hours(db, zone) if db.scalar(select(OfficeHours.id)) else None
    return Document(hours, tuple(AgencyEntry(one.key, one.name, one.fallback) for one in agencies), tuple(services))


def _entry(question: Question) -> QuestionEntry:
    options = tuple((option["key"], option["name"]) for option in question.options)
    said = {name: getattr(question, name) for name in ("code", "text", "hint", "datatype", "required", "public")}
    return QuestionEntry(**said, options=options)


def apply_document(db: Session, wanted: Document, zone: str, by: int | None = None) -> list[str]:
    """Make the database say what the document says, and tell what changed. Applied twice, the second time changes
    nothing. Raises BadDocument for a board that is none."""
    here = present_document(db, zone)
    changes = list(differences(here, wanted))
    boards = _boards(db, wanted)
    if wanted.hours is not None and wanted.hours != here.hours:
        set_hours(db, by, wanted.hours)
    agencies = _apply_agencies(db, here, wanted, by)
    present = {one.code: one for one in here.services}
    for service in wanted.services:
        before = present.get(service.code)
        if before != service:
            _apply_service(db, before, service, agencies, boards, by)
    return changes


def _boards(db: Session, wanted: Document) -> dict[str, int]:
    """Ids of the boards that routes name. Raises BadDocument."""
    slugs = {slug for service in wanted.services for slug in service.routes}
    found = {row.slug: row.id for row in db.execute(select(Board.slug, Board.id).where(Board.slug.in_(slugs)))}
    if missing := sorted(slugs - found.keys()):
        raise BadDocument([f"No board has the address /b/{slug}." for slug in missing])
    return found


def _apply_agencies(db: Session, here: Document, wanted: Document, by: int | None) -> dict[str, int]:
    """Ids of all agencies by key, afterwards."""
    ids = {row.key: row.id for row in db.execute(select(Agency.key, Agency.id))}
    before = {one.key: one for one in here.agencies}
    for entry in wanted.agencies:
        if entry.key not in before or before[entry.key].name != entry.name:
            ids[entry.key] = save_agency(db, by, entry.name, ids.get(entry.key), key=entry.key).id
    chosen = next(entry.key for entry in wanted.agencies if entry.fallback)
    if chosen not in before or not before[chosen].fallback:
        choose_fallback(db, by, ids[chosen])
    return ids


def _apply_service(
    db: Session,
    before: ServiceEntry | None,
    after: ServiceEntry,
    agencies: dict[str, int],
    boards: dict[str, int],
    by: int | None,
) -> None:
    here = db.scalar(select(Service).where(Service.code == after.code))
    service_id = here.id if here else None
    if before is None or changed_fields(before, after):
        values = {name: getattr(after, name) for name in ("code", *SERVICE_FIELDS) if name != "agency"}
        service_id = save_service(db, by, {**values, "agency_id": agencies[after.agency]}, service_id).id
    assert service_id is not None
    if after.targets != (before.targets if before else {}):
        set_targets(db, by, service_id, after.targets)
    if after.routes != (before.routes if before else {}):
        set_routes(db, by, service_id, {boards[slug]: agencies[key] for slug, key in after.routes.items()})
    if after.questions != (before.questions if before else ()):
        _apply_questions(db, service_id, after.questions, by)


def _apply_questions(db: Session, service_id: int, wanted: tuple[QuestionEntry, ...], by: int | None) -> None:
    there = {question.code: question for question in questions_of(db, service_id)}
    for code in there.keys() - {entry.code for entry in wanted}:
        remove_question(db, by, service_id, there[code].id)
    for entry in wanted:
        known = there.get(entry.code)
        if known is None or _entry(known) != entry:
            save_question(db, by, service_id, question_values(entry), known.id if known else None)
    order_questions(db, by, service_id, [entry.code for entry in wanted])
