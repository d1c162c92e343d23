"""The operator's page: how far the worker is, what failed, what is stuck; and a delivery tried again."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.activity.queries import health
from community.admin.actions import retry_delivery
from community.admin.queries import stuck_deliveries
from community.admin.resources import City
from community.cases.queries_handoff import latest_reconciliation
from community.cases.queries_stuck import stuck_page
from community.cases.rules_handoff import WHY
from community.db.ids import read_id, read_number
from community.notices.mail_queries import failed_mailings
from community.open311.gateway_queries import endpoints
from community.permissions import Permission

ADMIN = {"route_name": "admin", "permission": Permission.PEOPLE_MANAGE}


@view_config(request_method="GET", renderer="admin/machinery.jinja2", **ADMIN)
def machinery(context: City, request: Request) -> dict[str, Any]:
    """How the machinery is doing."""
    after = read_number(request.GET.get("after"))
    return {
        "health": health(request.reading),
        "stuck": stuck_deliveries(request.reading),
        "held": stuck_page(request.reading, after=after),
        "after": after,
        "why": WHY,
        "ways": [(agency, way) for agency, way in endpoints(request.reading) if way and way.active],
        "compared": latest_reconciliation(request.reading),
        "failed": failed_mailings(request.reading),
    }


@view_config(request_method="POST", **ADMIN)
def retry(context: City, request: Request) -> Response:
    """Try a delivery again."""
    retry_delivery(request.db, read_id(request.POST.get("delivery", "")))
    return HTTPSeeOther(request.route_path("admin"))
