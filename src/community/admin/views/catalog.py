"""Agencies, services and their questions."""

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.admin.resources import City, service_here, service_number
from community.answering import refused
from community.catalog.actions import (
    choose_fallback,
    move_question,
    remove_question,
    retire_service,
    save_agency,
    save_question,
    save_service,
)
from community.catalog.forms import read_agency, read_question, read_service, typed_question, typed_service
from community.catalog.queries import all_agencies, all_services, questions_of
from community.catalog.queries_targets import targets_of
from community.catalog.rules import DATATYPES, ICONS, TYPES
from community.catalog.working_time import write_targets
from community.db.ids import read_id
from community.errors import Missing, Refused
from community.i18n import _
from community.permissions import Permission

MAY = {"permission": Permission.AGENCY_MANAGE}
AGENCIES = {"route_name": "admin.agencies", "renderer": "admin/agencies.jinja2", **MAY}
SERVICES = {"route_name": "admin.services", "renderer": "admin/services.jinja2", **MAY}
SERVICE = {"route_name": "admin.service", "renderer": "admin/service.jinja2", **MAY}


@view_config(request_method="GET", **AGENCIES)
def agencies(context: City, request: Request) -> dict[str, Any]:
    """Every agency, and a form for one more."""
    return _agencies(request, {})


@view_config(request_method="POST", request_param="do=save", **AGENCIES)
def agency_saved(context: City, request: Request) -> dict[str, Any] | Response:
    """Add or rename an agency."""
    form = read_agency(request.POST)
    number = read_id(request.POST["id"]) if request.POST.get("id") else None
    try:
        _good(form.errors)
        save_agency(request.db, request.identity.person_id, form.values["name"], number)
    except Refused as refusal:
        return _agencies(request, refused(request, form.errors or refusal))
    return HTTPSeeOther(request.path)


@view_config(request_method="POST", request_param="do=fallback", **AGENCIES)
def fallback_chosen(context: City, request: Request) -> Response:
    """Choose who gets what nobody has sorted."""
    choose_fallback(request.db, request.identity.person_id, read_id(request.POST.get("id", "")))
    return HTTPSeeOther(request.path)


@view_config(request_method="GET", **SERVICES)
def services(context: City, request: Request) -> dict[str, Any]:
    """Every service, and a form for one more."""
    return _services(request, {})


@view_config(request_method="POST", **SERVICES)
def service_added(context: City, request: Request) -> dict[str, Any] | Response:
    """Add a service."""
    form = read_service(request.POST)
    try:
        _good(form.errors)
        service = save_service(request.db, request.identity.person_id, form.values)
    except Refused as refusal:
        return _services(request, refused(request, form.errors or refusal))
    return HTTPSeeOther(request.route_path("admin.service", id=service.id))


@view_config(request_method="GET", **SERVICE)
def service(context: City, request: Request) -> dict[str, Any]:
    """One service and its questions."""
    return _service(request, {}, "")


@view_config(request_method="POST", request_param="do=save", **SERVICE)
def service_saved(context: City, request: Request) -> dict[str, Any] | Response:
    """Edit the service."""
    form = read_service(request.POST)
    try:
        _good(form.errors)
        save_service(request.db, request.identity.person_id, form.values, service_number(request))
    except Refused as refusal:
        return _service(request, refused(request, form.errors or refusal), "service")
    return HTTPSeeOther(request.path)


@view_config(request_method="POST", request_param="do=question", **SERVICE)
def question_saved(context: City, request: Request) -> dict[str, Any] | Response:
    """Add a question, or edit one."""
    form = read_question(request.POST)
    which = str(request.POST.get("question", ""))
    try:
        _good(form.errors)
        number = read_id(which) if which else None
        save_question(request.db, request.identity.person_id, service_number(request), form.values, number)
    except Refused as refusal:
        return _service(request, refused(request, form.errors or refusal), f"question{which}")
    return HTTPSeeOther(request.path + "#questions")


@view_config(request_method="POST", **SERVICE)
def service_changed(context: City, request: Request) -> Response:
    """Retire or offer again; move or remove a question."""
    by, number, deed = request.identity.person_id, service_number(request), request.POST.get("do")
    if deed in ("retire", "offer"):
        retire_service(request.db, by, number, active=deed == "offer")
    elif deed == "earlier":
        move_question(request.db, by, number, read_id(request.POST.get("question", "")))
    elif deed == "remove":
        remove_question(request.db, by, number, read_id(request.POST.get("question", "")))
    else:
        raise Missing
    return HTTPSeeOther(request.path + "#questions")


def _good(errors: Mapping[str, str]) -> None:
    if errors:
        raise Refused(_("Some of it needs another look."))


def _choices() -> dict[str, list[tuple[str, str]]]:
    """What the lists of a service's form offer."""
    told = {"types": TYPES, "kind_icons": ICONS}
    return {name: [(key, _(words)) for key, words in offered.items()] for name, offered in told.items()}


def _agencies(request: Request, errors: Mapping[str, str]) -> dict[str, Any]:
    return {"agencies": all_agencies(request.reading), "errors": errors, "typed": request.POST}


def _services(request: Request, errors: Mapping[str, str]) -> dict[str, Any]:
    found = {"services": all_services(request.reading), "agencies": all_agencies(request.reading)}
    return {**found, **_choices(), "errors": errors, "values": read_service(request.POST).typed}


def _service(request: Request, errors: Mapping[str, str], where: str) -> dict[str, Any]:
    """``where`` names the form of the page that was refused, so that only it is filled in again."""
    service, _agency = service_here(request)
    asked = questions_of(request.reading, service.id)
    anew = read_question(request.POST).typed
    return {
        "service": service,
        "agencies": all_agencies(request.reading),
        "values": read_service(request.POST).typed if where == "service" else typed_service(service),
        "questions": [(one, anew if where == f"question{one.id}" else typed_question(one)) for one in asked],
        "new_question": anew if where == "question" else read_question({}).typed,
        "datatypes": DATATYPES,
        **_choices(),
        "targets": write_targets(targets_of(request.reading, service.id)),
        "errors": errors,
        "where": where,
    }
