"""Services and their questions, as programs read them."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from community.catalog.models import Question, Service
from community.catalog.queries import questions_of
from community.catalog.rules import LISTS

ASKS = exists().where(Question.service_id == Service.id).correlate(Service)


def services_listed(db: Session) -> list[dict[str, Any]]:
    """Every service that can be asked for, in the order the city chose. One query."""
    query = (
        select(Service, ASKS)
        .where(Service.active.is_(True))
        .order_by(Service.group, Service.position, Service.name, Service.id)
    )
    return [
        {
            "service_code": service.code,
            "service_name": service.name,
            "description": service.description or None,
            "metadata": asks,
            "type": service.type,
            "keywords": _separated(service.keywords) or None,
            "group": service.group or None,
        }
        for service, asks in db.execute(query)
    ]


def _separated(keywords: str) -> str:
    """Separated by commas, as GeoReport wants them; whoever typed none meant each word."""
    found = keywords.split(",") if "," in keywords else keywords.split()
    return ", ".join(filter(None, (word.strip() for word in found)))


def service_coded(db: Session, code: str) -> Service | None:
    """The service with this code, if it can be asked for."""
    if not code.isprintable():
        return None
    found = db.scalar(select(Service).where(Service.code == code, Service.active.is_(True)))
    return found


def definition_of(db: Session, code: str) -> dict[str, Any] | None:
    """The questions of a service; None for a service there is not, or none that can be asked for."""
    service = service_coded(db, code)
    if service is None:
        return None
    questions = questions_of(db, service.id)
    return {
        "service_code": service.code,
        "attributes": [_attribute(question, order) for order, question in enumerate(questions, 1)],
    }


def _attribute(question: Question, order: int) -> dict[str, Any]:
    options = question.options if question.datatype in LISTS else []
    return {
        "variable": True,
        "code": question.code,
        "datatype": question.datatype,
        "required": question.required,
        "datatype_description": question.hint or None,
        "order": order,
        "description": question.text,
        "values": [{"key": option["key"], "name": option["name"]} for option in options],
    }
