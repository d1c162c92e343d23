"""The exact places behind a case, as a picture for its liaisons and for nobody else."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.desk.screens import exact_map
from community.permissions import Permission


@view_config(route_name="desk.case.map", request_method="GET", permission=Permission.CASE_READ_INSIDE)
def picture(context: Any, request: Request) -> Response:
    """The SVG file; no cache keeps it."""
    svg = exact_map(request.reading, context.case.id, request.GET.get("theme", ""))
    response = Response(svg, content_type="image/svg+xml", charset="utf-8")
    response.cache_control.private, response.cache_control.no_store = True, True
    return response
