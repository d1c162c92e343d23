"""Answer templates: those of an agency, those for a case, and one filled for it."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from community.cases.models import Case
from community.desk.case_queries import CaseInside, case_inside
from community.desk.models import AnswerTemplate
from community.desk.templates_rules import filled, fits
from community.i18n.writing import write_date
from community.people.identity import Identity


def templates_of(db: Session, agency_id: int) -> list[AnswerTemplate]:
    """All of an agency, by name. One query."""
    mine = select(AnswerTemplate).where(AnswerTemplate.agency_id == agency_id)
    return list(db.scalars(mine.order_by(AnswerTemplate.name, AnswerTemplate.id)))


def templates_for(db: Session, case: Case) -> list[AnswerTemplate]:
    """Those the agency of the case has for its kind and state, by name. One query."""
    kind = or_(AnswerTemplate.service_id.is_(None), AnswerTemplate.service_id == case.service_id)
    mine = select(AnswerTemplate).where(AnswerTemplate.agency_id == case.agency_id, kind)
    found = db.scalars(mine.order_by(AnswerTemplate.name, AnswerTemplate.id))
    return [template for template in found if fits(template.state, case.state)]


def begun_words(db: Session, who: Identity, case_id: int, template_id: int | None, today: date) -> str:
    """The words of a template filled for the case; empty when it is none for it. Two queries, none without an id."""
    inside = case_inside(db, case_id) if template_id is not None else None
    fitting = templates_for(db, inside.case) if inside else ()
    return next((filled_for(one, inside, who, today) for one in fitting if inside and one.id == template_id), "")


def filled_for(template: AnswerTemplate, inside: CaseInside, who: Identity, today: date) -> str:
    """The words of the template for this case: what everybody may read of it, never an exact address."""
    case = inside.case
    values = {
        "reference": case.reference or "",
        "street": case.place,
        "service": inside.service or "",
        "agency": inside.agency,
        "date": write_date(today, today=today),
        "name": who.display_name,
    }
    return filled(template.words, values)
