"""Pyramid's security policy: the cookie is a random token, the ``login`` table knows whose; permits() decides."""

from datetime import timedelta
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import Allowed, Denied

from community import clock
from community.people.identity import Identity, identity_of
from community.permissions import EVERYWHERE, Permission, permits

TOKEN_LENGTH = 43
"""secrets.token_urlsafe(32)."""


def cookie_name(secure: bool) -> str:
    """``__Host-`` binds the cookie to this host and to TLS; plain http in development cannot use it."""
    return "__Host-login" if secure else "login"


class SecurityPolicy:
    """Identity from the login cookie, permission from the table."""

    def identity(self, request: Request) -> Identity | None:
        """Who is asking; looked up once per request, on the reading session."""
        return request.identity_once

    def authenticated_userid(self, request: Request) -> int | None:
        """The person's id."""
        identity = request.identity
        return identity.person_id if identity else None

    def permits(self, request: Request, context: Any, permission: str) -> Allowed | Denied:
        """Ask the table, on the ground of the resource the URL points at."""
        ground = getattr(context, "ground", EVERYWHERE)
        granted = permits(request.identity, Permission(permission), ground)
        return Allowed("granted") if granted else Denied("not in the table of permissions")

    def remember(self, request: Request, userid: str, **kw: Any) -> list[tuple[str, str]]:
        """Headers that set the cookie; ``userid`` is the token of a new login."""
        return cookie_headers(request, cookie_name(request.knobs.secure), userid, request.knobs.login_days * 86400)

    def forget(self, request: Request, **kw: Any) -> list[tuple[str, str]]:
        """Headers that remove the cookie."""
        return cookie_headers(request, cookie_name(request.knobs.secure), "", 0)


def cookie_headers(request: Request, name: str, value: str, max_age: int) -> list[tuple[str, str]]:
    """The header that sets a cookie no script can read; ``max_age`` 0 removes it."""
    response = Response()
    response.set_cookie(
        name, value, max_age=max_age, path="/", secure=request.knobs.secure, httponly=True, samesite="Lax"
    )
    return [("Set-Cookie", header) for header in response.headers.getall("Set-Cookie")]


def login_token(cookies: Any, secure: bool) -> str | None:
    """The login token among ``cookies``; None when it is absent or cannot be one."""
    token = cookies.get(cookie_name(secure))
    return token if token and len(token) == TOKEN_LENGTH and token.isascii() else None


def _identity_once(request: Request) -> Identity | None:
    knobs = request.knobs
    token = login_token(request.cookies, knobs.secure)
    if token is None:
        return None
    oldest = clock.now() - timedelta(days=knobs.login_days)
    return identity_of(request.reading, token, oldest=oldest, demo_mode=knobs.demo)


def includeme(config: Configurator) -> None:
    """Install the policy."""
    config.add_request_method(_identity_once, "identity_once", reify=True)
    config.set_security_policy(SecurityPolicy())
