"""The browser itself, before anybody is signed in: a random cookie that binds codes, and how recently it was used."""

import logging
from datetime import timedelta

from pyramid.config import Configurator
from pyramid.events import NewResponse
from pyramid.request import Request
from pyramid.security import remember
from sqlalchemy.exc import SQLAlchemyError

from community import clock
from community.people.actions import touch_login
from community.people.rules import TOUCH_EVERY
from community.people.security import TOKEN_LENGTH, cookie_headers, login_token

log = logging.getLogger(__name__)

BROWSER_SECONDS = int(timedelta(days=1).total_seconds())


def browser_cookie_name(secure: bool) -> str:
    """Bound to this host and TLS where there is TLS."""
    return "__Host-browser" if secure else "browser"


def browser_token(request: Request) -> str | None:
    """The random token of this browser; None before it asked for a code."""
    token = request.cookies.get(browser_cookie_name(request.knobs.secure))
    return token if token and len(token) == TOKEN_LENGTH and token.isascii() else None


def browser_headers(request: Request, token: str) -> list[tuple[str, str]]:
    """Headers that set the cookie of the browser."""
    return cookie_headers(request, browser_cookie_name(request.knobs.secure), token, BROWSER_SECONDS)


def touch(event: NewResponse) -> None:
    """After a POST, at most once a day: remember that the sign-in was used, and let its cookie last anew.

    It runs after the request's own transaction, in a small one of its own; reading pages never writes.
    """
    request = event.request
    identity = request.__dict__.get("identity_once") if request.method == "POST" else None
    now = clock.now()
    if identity is None or identity.seen_at > now - TOUCH_EVERY:
        return
    try:
        with request.registry.sessions.writing() as db, db.begin():
            runs = touch_login(db, identity.login_id, now)
    except (SQLAlchemyError, TimeoutError):  # the request itself is done; it must not be repeated for this
        log.warning("a sign-in could not be marked as used")
        return
    token = login_token(request.cookies, request.knobs.secure)
    if runs and token:
        event.response.headers.extend(remember(request, token))


def includeme(config: Configurator) -> None:
    """Listen to answers."""
    config.add_subscriber(touch, NewResponse)
