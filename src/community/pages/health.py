"""/healthz: database, newest activity, how far the worker is. For machines."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy.exc import SQLAlchemyError

from community.activity.queries import health
from community.i18n import iso


@view_config(route_name="health", request_method="GET", renderer="json", permission="__no_permission_required__")
def healthz(request: Request) -> dict[str, Any]:
    """200 with the figures, or 503 when the database does not answer."""
    try:
        report = health(request.reading)
    except SQLAlchemyError:
        request.response.status = 503
        return {"database": "away"}
    at = report.pop("activity_at")
    return {"database": "ok", "activity_at": iso(at) if at else None, **report}
