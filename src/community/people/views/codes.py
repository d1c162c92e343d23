"""The page where a code is typed, and the page a mail's link opens. Opening either changes nothing."""

from collections.abc import Mapping

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED, remember
from pyramid.view import view_config

from community import clock
from community.errors import Missing, Refused
from community.i18n import N_, _
from community.people import doors, keep
from community.people.browsers import browser_headers, browser_token
from community.people.doors import Entry
from community.people.forms import errors_of, read_new_password, secret_of, text_of
from community.people.identity import token_hash
from community.people.keep import NO_ERRORS, Kept
from community.people.models import Code
from community.people.passwords import hash_password
from community.people.queries import code_by_link, waiting_code
from community.people.rules import CODE_TRIES

NOTHING_WAITS = N_("No code is on its way to this browser. Ask for one here.")
LINK_OVER = N_("That link was used before, or its time is over. Ask for a new code.")


def code_page(
    request: Request,
    kept: Kept | None,
    purpose: str,
    email: str,
    *,
    errors: Mapping[str, str] = NO_ERRORS,
    status: int = 200,
    headers: list[tuple[str, str]] | None = None,
) -> Response:
    """The page where the code is typed."""
    values = {"kept": kept, "purpose": purpose, "email": email, "errors": errors}
    response = render_to_response("people/code.jinja2", values, request=request)
    response.status = status
    response.headers.extend(headers or [])
    return response


@view_config(route_name="code", request_method="GET", permission=NO_PERMISSION_REQUIRED)
def show_code(request: Request) -> Response:
    """The code this browser waits for."""
    waiting = _waiting(request)
    if waiting is None:
        return HTTPSeeOther(request.route_path("sign_in"))
    return code_page(request, keep.read_kept(request, waiting.kept), waiting.purpose, waiting.email)


@view_config(route_name="code", request_method="POST", permission=NO_PERMISSION_REQUIRED)
def use_code(request: Request) -> Response:
    """Sign up, sign in, set a new password or move an address by the digits from the mail."""
    kept, waiting = keep.kept_in(request), _waiting(request)
    if waiting is None:
        return _without_code(request, kept)
    kept = kept or keep.read_kept(request, waiting.kept)
    try:
        if "again" in request.POST:
            token = doors.ask_again(request, waiting)
            return code_page(request, kept, waiting.purpose, waiting.email, headers=browser_headers(request, token))
        hashed = _new_hash(request, waiting.purpose) if waiting.tries < CODE_TRIES else None
        entry = doors.enter_by_code(request, text_of(request.POST, "code", 50), hashed)
    except Refused as refusal:
        errors, status = errors_of(refusal), refusal.status
        return code_page(request, kept, waiting.purpose, waiting.email, errors=errors, status=status)
    return _go_on(request, kept, entry)


@view_config(route_name="code.link", request_method="GET", permission=NO_PERMISSION_REQUIRED)
def show_link(request: Request) -> Response:
    """A button, and what pressing it will do."""
    return _link_page(request)


@view_config(route_name="code.link", request_method="POST", permission=NO_PERMISSION_REQUIRED)
def use_link(request: Request) -> Response:
    """The button was pressed."""
    try:
        code = _behind_link(request)
        kept = keep.read_kept(request, doors.words_that_wait(request, code))
        hashed = _proof(request, code)
        entry = doors.enter_by_link(request, request.matchdict["token"], hashed)
    except Missing:
        return _over(request)
    except Refused as refusal:
        return _link_page(request, errors=errors_of(refusal), status=refusal.status)
    return _go_on(request, kept, entry)


def _link_page(request: Request, *, errors: Mapping[str, str] = NO_ERRORS, status: int = 200) -> Response:
    try:
        code = _behind_link(request)
    except Missing:
        return _over(request)
    about = {"purpose": code.purpose, "email": code.email, "name": code.display_name}
    values = {**about, "asks": doors.asks_for_password(request, code), "errors": errors}
    response = render_to_response("people/link.jinja2", values, request=request)
    response.status = status
    return response


def _over(request: Request) -> Response:
    return keep.sign_in_page(request, None, errors={"": _(LINK_OVER)}, status=404)


def _without_code(request: Request, kept: Kept | None) -> Response:
    """Nothing is waited for: in another tab of this browser the link was used, or everything is over."""
    if request.identity is not None and request.identity.confirmed:
        return keep.carry_on(request, kept, [])
    return keep.sign_in_page(request, kept, errors={"": _(NOTHING_WAITS)}, status=422)


def _go_on(request: Request, kept: Kept | None, entry: Entry) -> Response:
    if entry.token is None:
        return HTTPSeeOther(request.route_path("me", _query={"done": entry.purpose}))
    return keep.carry_on(request, kept, remember(request, entry.token))


def _new_hash(request: Request, purpose: str) -> str | None:
    """The new password of a reset, hashed before any transaction. Raises Refused before the code is tried."""
    if purpose != "reset":
        return None
    return hash_password(read_new_password(request.POST), request.knobs.bcrypt_cost)


def _proof(request: Request, code: Code) -> str | None:
    """What the link's page asks for beside its button: a new password, hashed, or for a sign-up begun elsewhere the
    one that was chosen there. Raises Refused, TooMany."""
    if not doors.asks_for_password(request, code):
        return _new_hash(request, code.purpose)
    if "new_password" in request.POST:
        new = read_new_password(request.POST, code.display_name or "", code.email)
        return hash_password(new, request.knobs.bcrypt_cost)
    doors.prove_sign_up(request, code, secret_of(request.POST, "password"))
    return None


def _waiting(request: Request) -> Code | None:
    token = browser_token(request)
    return waiting_code(request.reading, token_hash(token), clock.now()) if token else None


def _behind_link(request: Request) -> Code:
    code = code_by_link(request.reading, token_hash(request.matchdict["token"]), clock.now())
    if code is None:
        raise Missing
    return code
