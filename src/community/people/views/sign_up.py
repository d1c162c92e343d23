"""Signing up, and a new password for somebody who forgot theirs."""

from collections.abc import Mapping

from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from community.errors import Refused
from community.people import doors, keep
from community.people.browsers import browser_headers
from community.people.forms import SignUp, errors_of, read_email, read_sign_up, text_of
from community.people.keep import NO_ERRORS, Kept
from community.people.names import Taken
from community.people.passwords import hash_password
from community.people.queries import staff_names
from community.people.views.codes import code_page


def taken_names(request: Request) -> Taken:
    """Names only the city uses (its own, and those other rooms know), and those of others who play a part here."""
    known = [name for names in request.registry.reserved_names for name in names(request.reading)]
    me = request.identity.person_id if request.identity else None
    return Taken([request.knobs.city_name, *known], staff_names(request.reading, but=me))


@view_config(route_name="sign_up", request_method="GET", permission=NO_PERMISSION_REQUIRED)
def show_sign_up(request: Request) -> Response:
    """The empty form."""
    return _sign_up_page(request, keep.kept_in(request), SignUp("", "", ""))


@view_config(route_name="sign_up", request_method="POST", permission=NO_PERMISSION_REQUIRED)
def sign_up(request: Request) -> Response:
    """Take name, address and password, and send a code. The account is made when the address is confirmed; the
    answer is the same whether the address has one already. With ``start``: only the page."""
    kept = keep.kept_in(request)
    if "start" in request.POST:
        return _sign_up_page(request, kept, SignUp("", text_of(request.POST, "email", 254), ""))
    form = read_sign_up(request.POST, taken_names(request))
    if form.errors:
        return _sign_up_page(request, kept, form, form.errors, 422)
    try:
        token = _send_code(request, form, kept)
    except Refused as refusal:
        return _sign_up_page(request, kept, form, errors_of(refusal), refusal.status)
    return code_page(request, kept, "sign_up", form.email, headers=browser_headers(request, token))


@view_config(route_name="reset", request_method="GET", permission=NO_PERMISSION_REQUIRED)
def show_reset(request: Request) -> Response:
    """Asks for the address."""
    return _reset_page(request, keep.kept_in(request), "")


@view_config(route_name="reset", request_method="POST", permission=NO_PERMISSION_REQUIRED)
def reset(request: Request) -> Response:
    """Send a code for a new password. With ``start``: only the page."""
    kept, email = keep.kept_in(request), text_of(request.POST, "email", 254)
    if "start" in request.POST:
        return _reset_page(request, kept, email)
    try:
        token = doors.ask_for_code(request, "reset", read_email(request.POST), kept=kept.for_code if kept else None)
    except Refused as refusal:
        return _reset_page(request, kept, email, errors_of(refusal), refusal.status)
    return code_page(request, kept, "reset", email, headers=browser_headers(request, token))


def _send_code(request: Request, form: SignUp, kept: Kept | None) -> str:
    doors.count_sign_up(request)
    hashed = hash_password(form.password, request.knobs.bcrypt_cost)
    values = {"display_name": form.name, "password_hash": hashed, "kept": kept.for_code if kept else None}
    return doors.ask_for_code(request, "sign_up", form.email, **values)


def _sign_up_page(
    request: Request, kept: Kept | None, form: SignUp, errors: Mapping[str, str] = NO_ERRORS, status: int = 200
) -> Response:
    values = {"kept": kept, "name": form.name, "email": form.email, "errors": errors}
    response = render_to_response("people/sign_up.jinja2", values, request=request)
    response.status = status
    return response


def _reset_page(
    request: Request, kept: Kept | None, email: str, errors: Mapping[str, str] = NO_ERRORS, status: int = 200
) -> Response:
    values = {"kept": kept, "email": email, "errors": errors}
    response = render_to_response("people/reset.jinja2", values, request=request)
    response.status = status
    return response
