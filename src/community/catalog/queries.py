"""What pages and actions read of the catalog."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from community.catalog.models import Agency, Question, Route, Service

BY_NAME = select(Agency).order_by(Agency.name, Agency.id)
"""Every agency, as pages list them."""


def active_services(db: Session) -> list[Service]:
    """The kinds of request that can be asked for, grouped, in the order the city chose."""
    query = (
        select(Service)
        .where(Service.active.is_(True))
        .order_by(Service.group, Service.position, Service.name, Service.id)
    )
    return list(db.scalars(query))


def questions_of(db: Session, service_id: int | None) -> list[Question]:
    """The questions a service asks, in order; none for no service ("not sure")."""
    if service_id is None:
        return []
    return list(db.scalars(asked_for(service_id)))


def asked_for(service_id: int | None) -> Select[Question]:
    """The query of the questions a service asks, in order; no service asks none."""
    return select(Question).where(Question.service_id == service_id).order_by(Question.position, Question.id)


def service_with_agency(db: Session, service_id: int, board_id: int | None = None) -> tuple[Service, Agency] | None:
    """A service, active or not, with the agency that handles it on this board (None: the service's own); None when
    there is no such service."""
    query = (
        select(Service, Agency)
        .outerjoin(Route, and_(Route.service_id == Service.id, Route.board_id == board_id))
        .join(Agency, Agency.id == func.coalesce(Route.agency_id, Service.agency_id))
        .where(Service.id == service_id)
    )
    row = db.execute(query).first()
    return (row[0], row[1]) if row else None


def services_handled(db: Session, agencies: Collection[int]) -> list[tuple[int, str]]:
    """Id and name of the services that these agencies handle, on all boards or on some, by name. One query."""
    query = select(Service.id, Service.name).where(handled_by(agencies)).order_by(Service.name, Service.id)
    return [(row.id, row.name) for row in db.execute(query)]


def handled_by(agencies: Collection[int]) -> ColumnElement[bool]:
    """Whether these agencies handle a service, on all boards or on some."""
    routed = select(Route.service_id).where(Route.agency_id.in_(agencies))
    return or_(Service.agency_id.in_(agencies), Service.id.in_(routed))


def fallback_agency(db: Session) -> Agency | None:
    """Who gets what nobody has sorted. None only before a city is set up: ``actions.ensure_fallback`` makes one."""
    return db.scalar(select(Agency).where(Agency.fallback.is_(True)).order_by(Agency.id).limit(1))


def all_agencies(db: Session) -> list[Agency]:
    """Every agency, by name."""
    return list(db.scalars(BY_NAME))


def all_services(db: Session) -> list[tuple[Service, Agency]]:
    """Every service, retired ones last, with the agency that handles it."""
    query = (
        select(Service, Agency)
        .join(Agency, Agency.id == Service.agency_id)
        .order_by(Service.active.desc(), Service.group, Service.position, Service.name, Service.id)
    )
    return [(service, agency) for service, agency in db.execute(query)]
