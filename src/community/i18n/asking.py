"""Which language a request is answered in: the person's own choice, else the browser's cookie, else what the browser
asks for, else the city's. Found out when the first word is said; what says none (a photo, a style) never asks.
"""

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import EXCVIEW
from sqlalchemy.exc import SQLAlchemyError

from community.i18n.languages import LANGUAGES, PSEUDO, fall_silent, preferred, speak

COOKIE = "language"
YEAR = 365 * 86400
VARY = ("Accept-Language", "Cookie")


def language_of(request: Request) -> str:
    """The code of the language this request is answered in."""
    if request.cookies.get(COOKIE) == PSEUDO and request.knobs.demo:
        return PSEUDO
    for code in (_own_choice(request), request.cookies.get(COOKIE)):
        if code in LANGUAGES:
            return code
    return preferred(request.headers.get("Accept-Language", "")) or request.knobs.language


def _own_choice(request: Request) -> str | None:
    """What the signed-in person chose once. While the database is away nobody knows it: whatever has words to say then
    says them all the same, and the page that says just that does not ask again."""
    if isinstance(getattr(request, "exception", None), SQLAlchemyError):
        return None
    try:
        identity = request.identity
    except SQLAlchemyError:
        return None
    return identity.language if identity is not None else None


def language_tween(handler: Callable[[Request], Response], registry: Any) -> Callable[[Request], Response]:
    """Speak the language of the request while it is answered, and say that what may be kept depends on it."""

    def tween(request: Request) -> Response:
        token = speak(lambda: request.language)
        try:
            response = handler(request)
        finally:
            fall_silent(token)
        if "language" in request.__dict__ and "no-store" not in response.headers.get("Cache-Control", ""):
            response.vary = (*(response.vary or ()), *VARY)
        return response

    return tween


def remember_language(request: Request, response: Response, code: str) -> None:
    """Let the browser say this language from now on."""
    secure = request.knobs.secure
    response.set_cookie(COOKIE, code, max_age=YEAR, path="/", secure=secure, httponly=True, samesite="Lax")


def includeme(config: Configurator) -> None:
    """``request.language``, and the tween around all that makes pages."""
    config.add_request_method(language_of, "language", reify=True)
    config.add_tween(
        "community.i18n.asking.language_tween",
        under="community.compression.compression_tween",
        over=["community.headers.headers_tween", EXCVIEW],
    )
