"""What a program reads when something is refused or goes wrong: the errors of GeoReport v2, in the format it asked for.

404 for what is not there, 403 for a wrong key, 400 for everything else; 429 and 503 with the same body, and when to
come back.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPException, HTTPRequestEntityTooLarge
from pyramid.request import Request
from pyramid.response import Response
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from community.errors import Missing, Refused, SignInNeeded, TooMany
from community.i18n import _
from community.open311.describing import ERRORS
from community.open311.formats import CONTENT_TYPES, JSON, XML, write
from community.open311.server_rules import Problems
from community.settings import PHOTOS_OF_A_FORM, Settings

log = logging.getLogger(__name__)

HERE = "/open311/v2/"
SHORTLY, AN_HOUR = 20, 3600
PASSED_ON = {400, 403, 404, 429, 503}
"""Statuses of ours that GeoReport knows, or that a program understands anyway."""


class Below:
    """The view predicate ``below``: the address begins so. Pyramid's own reads the address as text, which it need not
    be."""

    def __init__(self, beginning: str, config: Configurator) -> None:
        self.beginning = beginning

    def text(self) -> str:
        """For whoever lists the views."""
        return f"below = {self.beginning}"

    phash = text

    def __call__(self, context: Any, request: Request) -> bool:
        """Whether the view is meant."""
        return path_of(request).startswith(self.beginning)


def path_of(request: Request) -> str:
    """The path of the address as it came."""
    return str(request.environ.get("PATH_INFO", ""))


def as_answer(body: bytes, form: str, headers: Mapping[str, str]) -> Response:
    """A body in ``form``, readable from pages of other sites."""
    # Set as it is: WebOb leaves the charset out for JSON, and the standard wants it named.
    kind = {"Content-Type": f"{CONTENT_TYPES[form]}; charset=utf-8", "Access-Control-Allow-Origin": "*"}
    response = Response(body)
    response.headers.update({**kind, **headers})
    return response


def told(request: Request, said: Sequence[str], status: int = 400, retry_after: int | None = None) -> Response:
    """The errors as an answer."""
    form = JSON if path_of(request).endswith(".json") else XML
    body = write(ERRORS, [{"code": status, "description": words} for words in said], form)
    response = as_answer(body, form, {"Cache-Control": "no-store"})
    response.status_int = status
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def problems(error: Problems, request: Request) -> Response:
    """What a call lacks, all of it at once."""
    return told(request, error.said, error.status, error.retry_after)


def missing(error: Any, request: Request) -> Response:
    """Not there, or not public: answered alike."""
    return told(request, [_("There is nothing public at this address.")], 404)


def refused(error: Refused, request: Request) -> Response:
    """An action said no."""
    status = error.status if error.status in PASSED_ON else 400
    return told(request, [error.message], status, AN_HOUR if isinstance(error, TooMany) else None)


def plain(error: HTTPException, request: Request) -> Response:
    """Errors of the framework; redirects and other answers pass."""
    if error.status_int < 400:
        return error
    if isinstance(error, HTTPRequestEntityTooLarge):
        return told(request, [_too_large(request.knobs)])
    status = error.status_int if error.status_int in PASSED_ON else 400
    return told(request, [error.detail or _("We could not read what was sent.")], status)


def _too_large(knobs: Settings) -> str:
    words = _("That is too large. Send at most {kb} KB of words and {photos} pictures, each of at most {mb} MB.")
    return words.format(kb=knobs.max_body // 1_000, photos=PHOTOS_OF_A_FORM, mb=knobs.max_photo // 1_000_000)


def unreadable(error: Any, request: Request) -> Response:
    """The address or the form holds bytes that are no text."""
    return told(request, [_("Part of the address or the form is not readable text.")])


def database_away(error: Any, request: Request) -> Response:
    """The database does not answer."""
    log.error("the database is away: %s", type(error).__name__)
    return told(request, [_("Our records cannot be reached right now. Try again in a minute.")], 503, SHORTLY)


def unexpected(error: Exception, request: Request) -> Response:
    """A bug of ours: logged with its trace, told calmly, to be tried again."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return database_away(error, request)
    route = request.matched_route.name if request.matched_route else "no route"
    log.exception("unexpected error on %s", route, exc_info=error)
    return told(request, [_("Something broke on our side. Try again in a minute, or call 311.")], 503, SHORTLY)


ANSWERS = (
    (Problems, problems),
    (Missing, missing),
    (SignInNeeded, missing),
    (Refused, refused),
    (HTTPException, plain),
    (UnicodeDecodeError, unreadable),
    (OperationalError, database_away),
    (InterfaceError, database_away),
    (DisconnectionError, database_away),
    (PoolTimeout, database_away),
    (Exception, unexpected),
)


def includeme(config: Configurator) -> None:
    """These answers, below the address of GeoReport alone."""
    config.add_view_predicate("below", Below)
    config.add_notfound_view(missing, below=HERE)
    config.add_forbidden_view(missing, below=HERE)
    for context, view in ANSWERS:
        config.add_exception_view(view, context=context, below=HERE)
