"""How soon the city answers, in which hours, and who does it on which board."""

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.admin.resources import City, service_here, service_number
from community.answering import refused
from community.boards.queries import board_by_slug
from community.catalog.actions_targets import set_hours, set_routes, set_targets
from community.catalog.forms_targets import read_hours, read_targets, typed_hours
from community.catalog.queries import all_agencies
from community.catalog.queries_targets import city_hours, route_lines, routes_of, targets_of
from community.catalog.rules import MEASURES
from community.catalog.working_time import UNITS
from community.db.ids import read_id
from community.errors import Refused
from community.i18n import _
from community.permissions import Permission

MAY = {"permission": Permission.AGENCY_MANAGE}
TARGETS = {"route_name": "admin.service.targets", "renderer": "admin/targets.jinja2", **MAY}
ROUTES = {"route_name": "admin.service.routes", "renderer": "admin/service_routes.jinja2", **MAY}
HOURS = {"route_name": "admin.hours", "renderer": "admin/hours.jinja2", **MAY}


@view_config(request_method="GET", **TARGETS)
def targets(context: City, request: Request) -> dict[str, Any]:
    """The targets of a service."""
    found = targets_of(request.reading, service_number(request))
    typed = {f"{measure}_amount": str(amount) for measure, (amount, _unit) in found.items()}
    return _targets(request, {}, typed | {f"{measure}_unit": unit for measure, (_amount, unit) in found.items()})


@view_config(request_method="POST", **TARGETS)
def targets_saved(context: City, request: Request) -> dict[str, Any] | Response:
    """Set them anew."""
    form = read_targets(request.POST)
    if form.errors:
        return _targets(request, refused(request, form.errors), form.typed)
    set_targets(request.db, request.identity.person_id, service_number(request), form.values)
    return HTTPSeeOther(request.route_path("admin.service", id=service_number(request)))


@view_config(request_method="GET", **ROUTES)
def service_routes(context: City, request: Request) -> dict[str, Any]:
    """Boards on which another agency handles the service."""
    return _routes(request, {})


@view_config(request_method="POST", **ROUTES)
def service_routes_saved(context: City, request: Request) -> dict[str, Any] | Response:
    """Let an agency handle it on one more board, or the service's own again."""
    by, number = request.identity.person_id, service_number(request)
    routes = routes_of(request.db, number)
    try:
        board_id = _board(request)
        if request.POST.get("do") == "remove":
            routes.pop(board_id, None)
        else:
            routes[board_id] = _agency(request)
        set_routes(request.db, by, number, routes)
    except Refused as refusal:
        return _routes(request, refused(request, refusal))
    return HTTPSeeOther(request.path)


@view_config(request_method="GET", **HOURS)
def hours(context: City, request: Request) -> dict[str, Any]:
    """When the city works."""
    return _hours({}, typed_hours(city_hours(request.reading, request.knobs.city_zone)), request)


@view_config(request_method="POST", **HOURS)
def hours_saved(context: City, request: Request) -> dict[str, Any] | Response:
    """Set it anew."""
    form = read_hours(request.POST, request.POST.getall("day"), request.knobs.city_zone)
    if form.errors:
        return _hours(refused(request, form.errors), form.typed, request)
    set_hours(request.db, request.identity.person_id, form.values["hours"])
    return HTTPSeeOther(request.path)


def _board(request: Request) -> int:
    """The board named by its address. Raises Refused."""
    slug = str(request.POST.get("board", "")).strip().rpartition("/")[2]
    found = board_by_slug(request.db, slug) if slug else None
    if found is None:
        raise Refused(_("No board has this address. It is what stands after /b/."), "board")
    return found.board.id


def _agency(request: Request) -> int:
    text = str(request.POST.get("agency", ""))
    if not text:
        raise Refused(_("Choose who handles it."), "agency")
    return read_id(text)


def _service(request: Request) -> dict[str, Any]:
    service, agency = service_here(request)
    return {"service": service, "agency": agency}


def _targets(request: Request, errors: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, Any]:
    return {**_service(request), "errors": errors, "typed": typed, "measures": MEASURES, "units": UNITS}


def _routes(request: Request, errors: Mapping[str, str]) -> dict[str, Any]:
    lines = route_lines(request.reading, service_number(request))
    agencies = all_agencies(request.reading)
    return {**_service(request), "lines": lines, "agencies": agencies, "errors": errors, "typed": request.POST}


def _hours(errors: Mapping[str, str], typed: Mapping[str, str], request: Request) -> dict[str, Any]:
    return {"errors": errors, "typed": typed, "zone": request.knobs.city_zone}
