"""Response headers every page carries, CSRF protection, static files with content hashes.

Scripts run by nonce only; nothing may frame us; the page may open exactly our own live socket.
"""

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPBadRequest, HTTPException
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import INGRESS

from community.assets import LIBRARIES, folder, library
from community.bodies import ReadableRequest, names_a_host, problem_with_body
from community.i18n import _
from community.tokens import MaskedTokens

YEAR = 365 * 86400
THEMES = ("light", "dark")
LOOPBACK = {"localhost", "127.0.0.1"}


def live_url(request: Request) -> str:
    """Address of the live socket as this browser reaches it."""
    knobs = request.knobs
    if knobs.live_url:
        return knobs.live_url
    scheme = "wss" if request.scheme == "https" else "ws"
    return f"{scheme}://{request.domain}:{knobs.live_port}/live"


def theme(request: Request) -> str:
    """What this browser has chosen: light, dark, or "" for whatever the system says."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


def policy(nonce: str, live: str, tiles: str = "") -> str:
    """The content security policy of a page with this script nonce, this live socket and map tiles of this address."""
    parts = urlsplit(live)
    pictures = "{0.scheme}://{0.netloc}".format(urlsplit(tiles)) if tiles else ""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'nonce-{nonce}' 'strict-dynamic'",
            "style-src 'self'",
            f"img-src 'self' data: blob: {pictures}".rstrip(),
            "font-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            f"connect-src 'self' {parts.scheme}://{parts.netloc}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def headers_tween(handler: Callable[[Request], Response], registry: Any) -> Callable[[Request], Response]:
    """Refuse hosts that are none or foreign in demo mode, and bodies nobody can read; add the security headers."""
    knobs = registry.knobs

    def tween(request: Request) -> Response:
        if not names_a_host(request):
            return HTTPBadRequest(_("The address has no host name we could read."))
        if knobs.demo and not _is_loopback(request):
            return HTTPBadRequest(_("Demo mode answers only to localhost."))
        problem = problem_with_body(request, knobs.max_body, knobs.largest_form)
        response = _told(request, problem) if problem else handler(request)
        _add_headers(request, response)
        return response

    return tween


def _told(request: Request, problem: HTTPException) -> Response:
    """The page of what is wrong with the body."""
    try:
        raise problem
    except HTTPException:
        return request.invoke_exception_view()


def _is_loopback(request: Request) -> bool:
    return request.host.rpartition(":")[0] in LOOPBACK or request.host in LOOPBACK


def _add_headers(request: Request, response: Response) -> None:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
    if response.content_type == "text/html":
        headers.setdefault("Content-Security-Policy", policy(request.nonce, live_url(request), request.knobs.tiles_url))
        headers.setdefault("Cache-Control", "private, no-store")
    if request.knobs.secure:
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")


def includeme(config: Configurator) -> None:
    """CSRF on every POST, the headers, the static files."""
    knobs = config.registry.knobs
    config.set_request_factory(ReadableRequest)
    name = "__Host-csrf" if knobs.secure else "csrf"
    config.set_csrf_storage_policy(MaskedTokens(cookie_name=name, secure=knobs.secure, httponly=True, samesite="Lax"))
    config.set_default_csrf_options(require_csrf=True)
    config.add_request_method(lambda request: secrets.token_urlsafe(16), "nonce", reify=True)
    config.add_request_method(lambda request: request.registry.knobs, "knobs", reify=True)
    config.add_request_method(live_url, "live_url", reify=True)
    config.add_request_method(theme, "theme", reify=True)
    config.add_tween("community.headers.headers_tween")
    config.add_tween("community.compression.compression_tween", under=INGRESS)
    for name in LIBRARIES:
        config.add_static_view(f"static/lib/{name}", str(library(name)), cache_max_age=YEAR)
    config.add_static_view("static", str(folder("static")), cache_max_age=YEAR)
