"""HTTP in, CSV out: GeoReport Bulk."""

from collections.abc import Iterable
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.open311.bulk import bulk_file, packed
from community.open311.server_rules import read_bulk, texts_of
from community.open311.server_views import READ
from community.people.rules import network_of


@view_config(route_name="open311.bulk", **READ)
def bulk(context: Any, request: Request) -> Response:
    """Every request, streamed; packed where the program takes that. Raises Problems, also where too many read it."""
    pieces: Iterable[bytes] = bulk_file(request.registry.sessions, read_bulk(texts_of(request.GET.items())))
    response = Response(content_type="text/csv", charset="utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Disposition"] = 'attachment; filename="requests.csv"'
    if request.method == "GET" and "gzip" in request.headers.get("Accept-Encoding", "").lower():
        response.headers["Content-Encoding"] = "gzip"
        response.vary = ("Accept-Encoding",)
        pieces = packed(pieces)
    response.app_iter = request.registry.bulk_places.take(network_of(request.remote_addr), pieces)
    return response
