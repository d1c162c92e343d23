"""Where the cases of each agency go: to the built-in desk, or to a system of its own by GeoReport v2."""

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.admin.resources import City
from community.answering import refused
from community.catalog.models import Agency
from community.db.ids import read_id
from community.errors import Missing, Refused
from community.open311.gateway_actions import save_endpoint
from community.open311.gateway_forms import FINDINGS, FORMATS, read_endpoint, typed_endpoint
from community.open311.gateway_models import Endpoint
from community.open311.gateway_queries import agency_with_endpoint, endpoints
from community.open311.quirks import PROFILES
from community.permissions import Permission

MAY = {"permission": Permission.ENDPOINT_MANAGE}
GATEWAY = {"route_name": "admin.gateway", "renderer": "admin/gateway.jinja2", **MAY}


@view_config(route_name="admin.gateways", request_method="GET", renderer="admin/gateways.jinja2", **MAY)
def gateways(context: City, request: Request) -> dict[str, Any]:
    """Every agency, and where its cases go."""
    return {"rows": endpoints(request.reading)}


@view_config(request_method="GET", **GATEWAY)
def gateway(context: City, request: Request) -> dict[str, Any]:
    """One agency."""
    agency, endpoint = _here(request)
    return _page(agency, endpoint, {}, typed_endpoint(endpoint))


@view_config(request_method="POST", **GATEWAY)
def gateway_saved(context: City, request: Request) -> dict[str, Any] | Response:
    """Set it anew."""
    agency, endpoint = _here(request)
    wanted = read_endpoint(request.POST)
    try:
        if wanted.errors:
            return _page(agency, endpoint, refused(request, wanted.errors), request.POST)
        save_endpoint(request.db, request.identity.person_id, agency.id, wanted, request.knobs)
    except Refused as refusal:
        return _page(agency, endpoint, refused(request, refusal), request.POST)
    return HTTPSeeOther(request.route_path("admin.gateways"))


def _here(request: Request) -> tuple[Agency, Endpoint | None]:
    """The agency in the address. Raises Missing."""
    found = agency_with_endpoint(request.reading, read_id(request.matchdict["id"]))
    if found is None:
        raise Missing
    return found


def _page(
    agency: Agency, endpoint: Endpoint | None, errors: Mapping[str, str], typed: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "agency": agency, "endpoint": endpoint, "errors": errors, "typed": typed,
        "formats": FORMATS, "findings": FINDINGS, "profiles": PROFILES,
    }  # fmt: skip
