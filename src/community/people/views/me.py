"""One's own account: name, address, password, sign-ins, the end of it."""

from datetime import timedelta
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import forget
from pyramid.view import view_config

from community import clock
from community.db.ids import read_id
from community.errors import Refused
from community.i18n import _
from community.people import actions, doors
from community.people.browsers import browser_headers
from community.people.forms import errors_of, read_email, read_name, read_new_password, secret_of, text_of
from community.people.passwords import hash_password
from community.people.queries import account_of, sign_ins_of
from community.people.views.codes import code_page
from community.people.views.sign_up import taken_names
from community.permissions import Permission


def me_page(request: Request, template: str = "me", refusal: Refused | None = None, **typed: str) -> Response:
    """The page of one's account (or the one that closes it); a refusal makes it 422 and fills in what was typed."""
    identity, account = request.identity, account_of(request.reading, request.identity.person_id)
    oldest = clock.now() - timedelta(days=request.knobs.login_days)
    values: dict[str, Any] = {
        "account": account,
        "name": typed.get("name", identity.display_name),
        "email": typed.get("email", ""),
        "sign_ins": sign_ins_of(request.reading, identity.person_id, identity.login_id, oldest),
        "errors": errors_of(refusal) if refusal else {},
        "done": request.GET.get("done", ""),
    }
    response = render_to_response(f"people/{template}.jinja2", values, request=request)
    response.status = refusal.status if refusal else 200
    return response


@view_config(route_name="me", request_method="GET", permission=Permission.SELF_MANAGE)
def show_me(request: Request) -> Response:
    """All of it on one page."""
    return me_page(request)


@view_config(route_name="me.name", request_method="POST", permission=Permission.SELF_MANAGE)
def rename(request: Request) -> Response:
    """Another display name, for everything written before as well."""
    try:
        name = read_name(request.POST, taken_names(request))
    except Refused as refusal:
        return me_page(request, refusal=refusal, name=text_of(request.POST, "name", 400))
    actions.rename_person(request.db, request.identity.person_id, name)
    return _back(request, "name")


@view_config(route_name="me.email", request_method="POST", permission=Permission.SELF_MANAGE)
def change_email(request: Request) -> Response:
    """Send a code to the new address; the account moves there when it is typed."""
    who, account = request.identity.person_id, account_of(request.reading, request.identity.person_id)
    try:
        email = read_email(request.POST)
        doors.prove_password(request, account, secret_of(request.POST, "email_password"))
        token = doors.ask_for_code(request, "change_email", email, person_id=who)
    except Refused as refusal:
        return me_page(request, refusal=_in_section(refusal, "email"), email=text_of(request.POST, "email", 254))
    return code_page(request, None, "change_email", email, headers=browser_headers(request, token))


@view_config(route_name="me.password", request_method="POST", permission=Permission.SELF_MANAGE)
def change_password(request: Request) -> Response:
    """Another password; every other sign-in ends."""
    who, account = request.identity, account_of(request.reading, request.identity.person_id)
    try:
        password = read_new_password(request.POST, who.display_name, account.email if account else "")
        doors.prove_password(request, account, secret_of(request.POST, "password_password"))
        hashed = hash_password(password, request.knobs.bcrypt_cost)
    except Refused as refusal:
        return me_page(request, refusal=_in_section(refusal, "password"))
    actions.set_password(request.db, who.person_id, hashed, keep_login=who.login_id)
    return _back(request, "password")


@view_config(route_name="me.logins.end", request_method="POST", permission=Permission.SELF_MANAGE)
def end_sign_ins(request: Request) -> Response:
    """End one sign-in, all others, or (``everywhere``) all, this one included."""
    who, which = request.identity, text_of(request.POST, "which", 20)
    if which == "everywhere":
        actions.end_logins(request.db, who.person_id)
        return HTTPSeeOther(request.route_path("sign_in", _query={"done": "everywhere"}), headers=forget(request))
    if which == "others":
        actions.end_logins(request.db, who.person_id, keep=who.login_id)
    else:
        actions.end_login(request.db, who.person_id, read_id(which))
    return _back(request, "sign_ins")


@view_config(route_name="me.close", request_method="GET", permission=Permission.SELF_MANAGE)
def show_close(request: Request) -> Response:
    """Says first what is erased and what stays."""
    return me_page(request, "close")


@view_config(route_name="me.close", request_method="POST", permission=Permission.SELF_MANAGE)
def close(request: Request) -> Response:
    """Close the account for good."""
    who = request.identity.person_id
    try:
        if "sure" not in request.POST:
            raise Refused(_("Check the box when you are sure."), "sure")
        doors.prove_password(request, account_of(request.reading, who), secret_of(request.POST, "password"))
        actions.close_account(request.db, who)
    except Refused as refusal:
        return me_page(request, "close", refusal)
    return HTTPSeeOther(request.route_path("sign_in", _query={"done": "closed"}), headers=forget(request))


def _back(request: Request, done: str) -> Response:
    return HTTPSeeOther(request.route_path("me", _query={"done": done}, _anchor=done))


def _in_section(refusal: Refused, section: str) -> Refused:
    """The same refusal at the field of its section: the page holds more than one password field."""
    return type(refusal)(refusal.message, f"{section}_password" if refusal.field == "password" else refusal.field)
