"""What a browser asks before a page of another site may read here with headers of its own (Fetch, CORS preflight)."""

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response

from community.permissions import Permission

READ = (
    "open311.discovery", "open311.openapi", "open311.services", "open311.service", "open311.requests",
    "open311.request", "open311.updates", "open311.token", "open311.bulk",
)  # fmt: skip
A_DAY = "86400"


def preflight(context: object, request: Request) -> Response:
    """Reading is free to every page. Sending is not offered to them: a key in a page is a key of everybody's."""
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, HEAD",
        "Access-Control-Allow-Headers": "*",
        "Access-Control-Max-Age": A_DAY,
        "Allow": "GET, HEAD, OPTIONS",
    }
    return Response(status=204, headerlist=list(headers.items()))


def includeme(config: Configurator) -> None:
    """At every address that is read."""
    for name in READ:
        config.add_view(preflight, route_name=name, request_method="OPTIONS", permission=Permission.CASE_READ)
