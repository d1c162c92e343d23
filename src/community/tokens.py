"""The token of the forms (CSRF): a cookie that scripts cannot read, and in every form a copy of it under a mask.

The mask is new for every page. A page that shows the same secret each time, and words of an attacker's choice, and
is compressed, gives the secret away by its length (BREACH, breachattack.com, 2013); a masked one is never the same.
"""

import binascii
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from pyramid.csrf import CookieCSRFStoragePolicy
from pyramid.request import Request
from pyramid.util import strings_differ

LONGEST = 400
"""Characters of a token somebody sends; a real one has 86."""


class MaskedTokens(CookieCSRFStoragePolicy):
    """Pyramid's double-submit cookie; what stands in forms is the cookie's value under a mask. One mask a request, so
    that a page with many forms is packed small."""

    def get_csrf_token(self, request: Request) -> str:
        """The token for the forms of this page."""
        token = request.environ.get("community.form_token")
        if token is None:
            token = request.environ["community.form_token"] = mask(super().get_csrf_token(request))
        return token

    def check_csrf_token(self, request: Request, supplied_token: str) -> bool:
        """Whether it is the cookie's value, under a mask or (from a program that read its own cookie) as it is."""
        expected = super().get_csrf_token(request).encode()
        supplied = str(supplied_token)
        plain = unmask(supplied) or supplied.encode("utf-8", "backslashreplace")
        return not strings_differ(expected, plain) or not strings_differ(expected, supplied.encode("utf-8", "replace"))


def mask(token: str) -> str:
    """The token under a new mask: the mask, then both together, in URL-safe base64."""
    plain = token.encode()
    pad = secrets.token_bytes(len(plain))
    return urlsafe_b64encode(pad + _xor(pad, plain)).decode()


def unmask(masked: str) -> bytes | None:
    """What ``mask`` was given; None for what cannot come from it."""
    if len(masked) > LONGEST or not masked.isascii():
        return None
    try:
        both = urlsafe_b64decode(masked)
    except (binascii.Error, ValueError):
        return None
    half, odd = divmod(len(both), 2)
    return None if odd or not half else _xor(both[:half], both[half:])


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
