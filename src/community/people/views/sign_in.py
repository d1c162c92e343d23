"""Signing in and out."""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED, forget, remember
from pyramid.view import view_config

from community.db.ids import read_id
from community.errors import Refused
from community.people import actions, doors, keep
from community.people.browsers import browser_headers
from community.people.forms import errors_of, read_email, secret_of, text_of
from community.people.views.codes import code_page


@view_config(route_name="sign_in", request_method="GET", permission=NO_PERMISSION_REQUIRED)
def show_sign_in(request: Request) -> Response:
    """All the doors there are."""
    return keep.sign_in_page(request, keep.kept_in(request))


@view_config(route_name="sign_in", request_method="POST", permission=NO_PERMISSION_REQUIRED)
def sign_in(request: Request) -> Response:
    """By password. From other pages with ``start``: the page itself, with the words that travel."""
    kept, email = keep.kept_in(request), text_of(request.POST, "email", 254)
    if "start" in request.POST:
        return keep.sign_in_page(request, kept, email=email)
    try:
        token = doors.enter_by_password(request, email, secret_of(request.POST, "password"))
    except Refused as refusal:
        return keep.sign_in_page(request, kept, email=email, errors=errors_of(refusal), status=refusal.status)
    return keep.carry_on(request, kept, remember(request, token))


@view_config(route_name="sign_in.code", request_method="POST", permission=NO_PERMISSION_REQUIRED)
def ask_for_sign_in_code(request: Request) -> Response:
    """A code by e-mail instead of the password."""
    kept, email = keep.kept_in(request), text_of(request.POST, "email", 254)
    try:
        token = doors.ask_for_code(request, "sign_in", read_email(request.POST), kept=kept.for_code if kept else None)
    except Refused as refusal:
        return keep.sign_in_page(request, kept, email=email, errors=errors_of(refusal), status=refusal.status)
    return code_page(request, kept, "sign_in", email, headers=browser_headers(request, token))


@view_config(route_name="sign_in.demo", request_method="POST", permission=NO_PERMISSION_REQUIRED)
def sign_in_demo(request: Request) -> Response:
    """As one of the invented people; 404 outside demo mode."""
    token = doors.enter_as_demo(request, read_id(request.POST.get("person_id")))
    return keep.carry_on(request, keep.kept_in(request), remember(request, token))


@view_config(route_name="sign_out", request_method="POST", permission=NO_PERMISSION_REQUIRED)
def sign_out(request: Request) -> Response:
    """End this sign-in; harmless for somebody who has none."""
    if request.identity is not None:
        actions.end_login(request.db, request.identity.person_id, request.identity.login_id)
    return HTTPSeeOther(request.route_path("home"), headers=forget(request))
