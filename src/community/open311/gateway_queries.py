"""What workers and pages read of endpoints."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.catalog.models import Agency
from community.open311.gateway_models import Endpoint, Heard


def endpoint_of(db: Session, agency_id: int) -> Endpoint | None:
    """The endpoint of an agency, in use or not."""
    return db.scalar(select(Endpoint).where(Endpoint.agency_id == agency_id))


def endpoint_by_id(db: Session, endpoint_id: int) -> Endpoint | None:
    """An endpoint."""
    return db.get(Endpoint, endpoint_id)


def endpoints(db: Session) -> list[tuple[Agency, Endpoint | None]]:
    """Every agency, by name, with its endpoint where it has one."""
    query = (
        select(Agency, Endpoint).outerjoin(Endpoint, Endpoint.agency_id == Agency.id).order_by(Agency.name, Agency.id)
    )
    return [(agency, endpoint) for agency, endpoint in db.execute(query)]


def agency_with_endpoint(db: Session, agency_id: int) -> tuple[Agency, Endpoint | None] | None:
    """An agency with its endpoint; None when there is no such agency."""
    agency = db.get(Agency, agency_id)
    return (agency, endpoint_of(db, agency_id)) if agency else None


def active_endpoints(db: Session) -> list[Endpoint]:
    """Every endpoint in use."""
    return list(db.scalars(select(Endpoint).where(Endpoint.active.is_(True)).order_by(Endpoint.id)))


def was_heard(db: Session, endpoint_id: int, key: str) -> bool:
    """Whether this word of the city's system stands on its case already."""
    return db.get(Heard, (endpoint_id, key)) is not None
