"""Answer templates: those of an agency, those for a case, and one filled for it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from community.cases.models import Case
from community.desk.case_queries import CaseInside
from community.desk.models import AnswerTemplate
from community.desk.templates_rules import filled
from community.i18n.writing import write_date
from community.people.identity import Identity


def templates_of(db: Session, agency_id: int) -> list[AnswerTemplate]:
    """All of an agency, by name. One query."""
    mine = select(AnswerTemplate).where(AnswerTemplate.agency_id == agency_id)
    return list(db.scalars(mine.order_by(AnswerTemplate.name, AnswerTemplate.id)))


def templates_for(case: Case) -> Select[AnswerTemplate]:
    """The query of those the agency of the case has for its kind, by name; ``fits`` says which are for its state."""
    kind = or_(AnswerTemplate.service_id.is_(None), AnswerTemplate.service_id == case.service_id)
    mine = select(AnswerTemplate).where(AnswerTemplate.agency_id == case.agency_id, kind)
    return mine.order_by(AnswerTemplate.name, AnswerTemplate.id)


def begun_words(
    templates: Iterable[Any], inside: CaseInside, who: Identity, template_id: int | None, today: date
) -> str:
    """The words of a template filled for the case; empty when it is none of those for it."""
    return next((filled_for(one, inside, who, today) for one in templates if one.id == template_id), "")


def filled_for(template: Any, inside: CaseInside, who: Identity, today: date) -> str:
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
