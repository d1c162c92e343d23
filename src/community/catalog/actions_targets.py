"""How soon, by whom on which board, and in which hours: what administrators set of a service beside its questions."""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.activity.record import record
from community.boards.models import Board
from community.catalog.actions import locked_service
from community.catalog.facts import HoursSaved, RoutesSaved, TargetsSaved
from community.catalog.models import Agency, OfficeHours, Route, Target
from community.catalog.working_time import Hours
from community.errors import Missing


def set_targets(db: Session, by: int | None, service_id: int, targets: Mapping[str, tuple[int, str]]) -> None:
    """(amount, unit) by measure; a measure that is left out has no target any more. Raises Missing."""
    locked_service(db, service_id)
    db.execute(delete(Target).where(Target.service_id == service_id))
    for measure, (amount, unit) in targets.items():
        db.add(Target(service_id=service_id, measure=measure, amount=amount, unit=unit))
    db.flush()
    record(db, TargetsSaved(service_id=service_id), actor_id=by)


def set_routes(db: Session, by: int | None, service_id: int, routes: Mapping[int, int]) -> None:
    """Agency by board; on every other board the service's own agency handles it. Raises Missing for a service, board
    or agency that is none."""
    service = locked_service(db, service_id)
    db.execute(delete(Route).where(Route.service_id == service_id))
    for board_id, agency_id in routes.items():
        if db.get(Board, board_id) is None or db.get(Agency, agency_id) is None:
            raise Missing
        if agency_id != service.agency_id:
            db.add(Route(service_id=service_id, board_id=board_id, agency_id=agency_id))
    db.flush()
    record(db, RoutesSaved(service_id=service_id), actor_id=by)


def set_hours(db: Session, by: int | None, hours: Hours) -> None:
    """The city works at these hours from now on."""
    row = db.scalar(select(OfficeHours).with_for_update()) or OfficeHours(id=1)
    row.opens, row.closes = f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}"
    row.weekdays = sorted(hours.weekdays)
    row.country, row.region = hours.country, hours.region
    row.closed = [day.isoformat() for day in sorted(hours.closed)]
    db.add(row)
    db.flush()
    record(db, HoursSaved(), actor_id=by)
