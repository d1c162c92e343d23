"""What pages, cases and commands read of targets, routes and the city's hours."""

from datetime import date, time

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from community.boards.models import Board
from community.catalog.models import Agency, OfficeHours, Route, Target
from community.catalog.working_time import Hours


def targets_of(db: Session, service_id: int) -> dict[str, tuple[int, str]]:
    """(amount, unit) by measure."""
    found = db.scalars(select(Target).where(Target.service_id == service_id))
    return {target.measure: (target.amount, target.unit) for target in found}


def routes_of(db: Session, service_id: int) -> dict[int, int]:
    """Agency by board, where it is not the service's own."""
    found = db.scalars(select(Route).where(Route.service_id == service_id))
    return {route.board_id: route.agency_id for route in found}


def route_lines(db: Session, service_id: int) -> list[Row[tuple[str, str, str]]]:
    """Slug and name of the board, and name of the agency, of each route; by board."""
    query = (
        select(Board.slug, Board.name, Agency.name.label("agency"))
        .join(Route, Route.board_id == Board.id)
        .join(Agency, Agency.id == Route.agency_id)
        .where(Route.service_id == service_id)
        .order_by(Board.name, Board.id)
    )
    return list(db.execute(query))


def city_hours(db: Session, zone: str) -> Hours:
    """When the city works, in its time zone; usual office hours while nobody has set any."""
    row = db.scalar(select(OfficeHours))
    if row is None:
        return Hours(zone)
    return Hours(
        zone,
        time.fromisoformat(row.opens),
        time.fromisoformat(row.closes),
        frozenset(row.weekdays),
        row.country,
        row.region,
        frozenset(date.fromisoformat(day) for day in row.closed),
    )
