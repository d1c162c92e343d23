"""What a person reads when something is refused or goes wrong: a calm page, or JSON for scripts. Asks no database.

Refusals keep what was typed: where a view did not fill its own form in again, the page offers the words back.
"""

import logging
from typing import Any

from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken
from pyramid.httpexceptions import HTTPException, HTTPForbidden, HTTPNotFound
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import exception_view_config, forbidden_view_config, notfound_view_config
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from community.answering import wants_json
from community.bodies import is_form
from community.errors import Missing, Refused, SignInNeeded
from community.i18n import N_, _
from community.pages.compose import incomplete_post
from community.people import keep
from community.photos.taking import photos_sent

log = logging.getLogger(__name__)

RETRY_SECONDS = "20"
WORDS = {
    "title": N_("Title"),
    "description": N_("Description"),
    "place": N_("Place"),
    "landmark": N_("Landmark"),
    "words": N_("Words"),
    "reason": N_("Reason"),
    "welcome": N_("Welcome"),
    "name": N_("Name"),
    "email": N_("Email"),
}
"""Fields shown whatever they hold, and what they are called; of the others, those whose value is more than one word."""
MOST_SHOWN = 20_000
OTHERWISE = {
    400: N_("We could not read what your browser sent."),
    405: N_("This address does not take that. Go back and use the button on the page."),
    413: N_("That is more than this page accepts. Go back and make it shorter."),
}
"""What the framework refuses without words of ours, by status; ELSE for all other statuses."""
ELSE = N_("Go back and try again, or call 311.")
UNSEEN_ROUTES = ("desk", "admin", "reports", "board.reports", "board.invitations", "observation.versions")
"""What only some may see; others are told that nothing is there. Routes by the beginning of their names."""


def problem(request: Request, status: int, title: str, words: str, field: str | None = None) -> Response:
    """The answer: JSON ``{"error", "field"}`` or the page, with the words that were typed."""
    if wants_json(request):
        return Response(
            json_body={"error": words, "field": field}, status=status, content_type="application/json", charset="utf-8"
        )
    readable = not isinstance(getattr(request, "exception", None), UnicodeDecodeError)  # else nobody comes back to it
    values = {"status": status, "title": title, "words": words, "typed": _typed(request), "readable": readable}
    response = render_to_response("pages/problem.jinja2", values, request=request)
    response.status_int = status
    return response


def _typed(request: Request) -> list[tuple[str, str]]:
    """What the person wrote, to be copied or sent again; never a password or a code."""
    if request.method != "POST" or (request.content_length or 0) > request.knobs.largest_form:
        return []
    if not is_form(request):
        return []
    fields = list(request.POST.items())
    return [
        (_called(name), value[:MOST_SHOWN])
        for name, value in fields
        if isinstance(value, str)
        and (name in WORDS or " " in value.strip())
        and value.strip()
        and name not in keep.SECRET
    ]


def _called(field: str) -> str:
    """The field, as people call it."""
    return _(WORDS[field]) if field in WORDS else field.replace("_", " ").capitalize()


@notfound_view_config(append_slash=False)
@exception_view_config(Missing)
def missing(error: Any, request: Request) -> Response:
    """There is no such page, or none for this person."""
    return problem(
        request,
        404,
        _("No one home at this address"),
        _("This page is not here. The link may be old, or it is not public."),
    )


@forbidden_view_config()
@exception_view_config(SignInNeeded)
def forbidden(error: Any, request: Request) -> Response:
    """Signed out or not confirmed: through sign-in and back, unless a post lacks something: then that is said first,
    not after the way through sign-up. Signed in: what they may not see does not exist, what they may not do says no."""
    if request.identity is None or not request.identity.confirmed:
        if wants_json(request):
            return problem(request, 401, _("Sign in"), _("Please sign in first."))
        if request.method == "POST" and not keep.comes_from_our_page(request):
            return old_page(error, request)
        if request.method == "POST":
            photos_sent(request)  # what travels through the sign-in is text: photos go ahead, and are named by it
        return incomplete_post(request) or keep.page(request)
    route = request.matched_route.name if request.matched_route else ""
    if route.startswith(UNSEEN_ROUTES):
        return missing(error, request)
    return problem(
        request, 403, _("Not for you to do"), _("Only somebody with another part on this board can do this.")
    )


@exception_view_config(Refused)
def refused(error: Refused, request: Request) -> Response:
    """An action said no."""
    return problem(request, error.status, _("That did not work"), error.message, error.field)


@exception_view_config(BadCSRFToken)
@exception_view_config(BadCSRFOrigin)
def old_page(error: Any, request: Request) -> Response:
    """The page was too old, or the form came from another site: nothing was done, and the words are offered back."""
    words = _(
        "This page had been open for too long. Nothing was sent. Go back, load the page again and press once more."
    )
    return problem(request, 400, _("Please try again"), words)


@exception_view_config(UnicodeDecodeError)
def unreadable(error: Any, request: Request) -> Response:
    """The address or the form holds bytes that are no text."""
    return problem(
        request, 400, _("We could not read that"), _("Part of the address or the form is not readable text.")
    )


@exception_view_config(OperationalError)
@exception_view_config(InterfaceError)
@exception_view_config(DisconnectionError)
@exception_view_config(PoolTimeout)
def database_away(error: Any, request: Request) -> Response:
    """The database does not answer: say so, and when to come back."""
    log.error("the database is away: %s", type(error).__name__)
    words = _("Stoop cannot reach its records right now. Nothing is lost. Try again in a minute, or call 311.")
    response = problem(request, 503, _("Back in a moment"), words)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


@exception_view_config(HTTPException)
def plain(error: HTTPException, request: Request) -> Response:
    """Errors of the framework in our own words; redirects and other answers pass."""
    if error.status_int < 400:
        return error
    if isinstance(error, HTTPNotFound | HTTPForbidden):
        return missing(error, request)
    return problem(
        request, error.status_int, _("That did not work"), error.detail or _(OTHERWISE.get(error.status_int, ELSE))
    )


@exception_view_config(Exception)
def unexpected(error: Exception, request: Request) -> Response:
    """A bug of ours: logged with its trace, told calmly."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return database_away(error, request)
    log.exception(
        "unexpected error on %s", request.matched_route.name if request.matched_route else "no route", exc_info=error
    )
    words = _("Something broke on our side. Try again in a minute, or call 311.")
    return problem(request, 500, _("Something broke"), words)
