"""HTTP in, redirect or page out: the answer templates of an agency."""

from collections.abc import Mapping
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, refused
from community.catalog.queries import services_handled
from community.db.ids import read_id, read_number
from community.desk.templates_actions import remove_template, save_template
from community.desk.templates_queries import templates_of
from community.desk.templates_rules import FIELDS, STATES
from community.errors import Refused
from community.permissions import Permission
from community.prose import clean, clean_line

PAGE: dict[str, Any] = {
    "route_name": "desk.templates",
    "permission": Permission.TEMPLATE_MANAGE,
    "renderer": "desk/templates.jinja2",
}


@view_config(request_method="GET", **PAGE)
def templates(request: Request) -> dict[str, Any]:
    """All of them, and a form for another; ``?change=`` fills the form with one."""
    changed = read_number(request.GET.get("change"))
    found = templates_of(request.reading, request.context.agency.id)
    chosen = next((one for one in found if one.id == changed), None)
    typed = {"id": str(chosen.id), "name": chosen.name, "words": chosen.words, "state": chosen.state} if chosen else {}
    if chosen and chosen.service_id:
        typed["service"] = str(chosen.service_id)
    return _screen(request, typed, {})


@view_config(request_method="POST", **PAGE)
def change(request: Request) -> dict[str, Any] | Response:
    """Save one, or remove it; refused, the form comes back with what was typed."""
    typed = {name: str(request.POST.get(name, "")) for name in ("id", "name", "words", "service", "state")}
    agency_id = request.context.agency.id
    which = read_id(typed["id"]) if typed["id"] else None
    try:
        if request.POST.get("do") == "remove":
            remove_template(request.db, request.identity, agency_id, read_id(typed["id"]))
        else:
            save_template(
                request.db,
                request.identity,
                agency_id,
                template_id=which,
                name=clean_line(typed["name"]),
                words=clean(typed["words"]),
                service_id=read_number(typed["service"]),
                state=typed["state"],
            )
    except Refused as refusal:
        return _screen(request, typed, refused(request, refusal))
    return answer(request, request.path, {})


def _screen(request: Request, typed: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    agency = request.context.agency
    return {
        "agency": agency,
        "templates": templates_of(request.reading, agency.id),
        "services": services_handled(request.reading, [agency.id]),
        "states": STATES,
        "fields": FIELDS,
        "typed": typed,
        "errors": errors,
    }
