"""Pages, scripts and styles go out compressed, so that the byte budget holds behind any proxy or none.

Brotli where the browser takes it, else gzip. A page is packed as it is made; a static file once, as tightly as it
goes, and kept. What varies with the reader's own secret (the token of the forms) is masked anew for every page, so
that the length of a packed page tells nothing about it: see ``tokens``.

Our scripts go out without their comments: a tenth of their bytes, which a phone would pay for.
"""

import gzip
import re
from collections.abc import Callable
from typing import Any

import brotli
from pyramid.request import Request
from pyramid.response import Response

SMALLEST = 500
"""Bytes below which packing costs more than it saves: the answer fits one network packet either way."""
TYPES = frozenset(
    {
        "text/html",
        "text/css",
        "text/plain",
        "text/xml",
        "text/csv",
        "text/javascript",
        "application/javascript",
        "application/json",
        "application/geo+json",
        "application/manifest+json",
        "application/xml",
        "image/svg+xml",
    }
)
"""What shrinks. Photos and fonts are packed already."""
PAGE_QUALITY = {"br": 5, "gzip": 6}
"""For a board page of 37 KB: 5.4 KB in 0.6 ms, 6.0 KB in 0.4 ms. Brotli's 9 takes 13 ms for 1 % less."""
STATIC_QUALITY = {"br": 11, "gzip": 9}
STATIC, SCRIPTS = "/static/", "/static/js/"
COMMENT = re.compile(rb"^[ \t]*//.*$", re.MULTILINE)
"""A line that is nothing but a comment. Its line stays, empty, so that the browser counts lines as the file does."""
KEPT_FILES = 200
"""Packed files kept in memory, a few kilobytes each."""
HEAD = 300
"""Bytes of headers, as browsers reckon them; with the page's own they are what a phone receives (used.js)."""


def compression_tween(handler: Callable[[Request], Response], registry: Any) -> Callable[[Request], Response]:
    """Pack what the handler answers, where the browser understands it and it is worth the work."""
    kept: dict[tuple[str, ...], bytes] = {}

    def tween(request: Request) -> Response:
        response = handler(request)
        if response.content_type in TYPES and "Content-Encoding" not in response.headers:
            response.vary = (*(response.vary or ()), "Accept-Encoding")
            coding = accepted(request)
            if coding and request.method == "GET" and _is_worth_it(response):
                _replace(response, coding, _pack(request, response, coding, kept))
            if response.content_type == "text/html" and response.content_length is not None:
                response.headers["Server-Timing"] = f"b;dur={response.content_length + HEAD}"
        return response

    return tween


def accepted(request: Request) -> str | None:
    """``br`` or ``gzip``, whichever the browser takes, the first before the second; None for neither."""
    if "Accept-Encoding" not in request.headers:
        return None
    taken = {coding for coding, quality in request.accept_encoding.acceptable_offers(["br", "gzip"]) if quality}
    return next((coding for coding in ("br", "gzip") if coding in taken), None)


def without_comments(script: bytes) -> bytes:
    """A script of ours as it goes out."""
    return COMMENT.sub(b"", script)


def _is_worth_it(response: Response) -> bool:
    """Whole answers of some size; what is streamed or a part of a file goes out as it is."""
    length = response.content_length
    return length is not None and length >= SMALLEST and response.status_code not in (204, 206, 304)


def _pack(request: Request, response: Response, coding: str, kept: dict[tuple[str, ...], bytes]) -> bytes:
    # The status first: the address of what was refused may be no text at all.
    if response.status_code != 200 or not request.path_info.startswith(STATIC):
        return _packed(response.body, coding, PAGE_QUALITY)
    # The time too: in development a file changes under its address.
    key = (request.path_info, str(response.last_modified), coding)
    if key not in kept:
        if len(kept) >= KEPT_FILES:
            kept.clear()
        ours = request.path_info.startswith(SCRIPTS)
        kept[key] = _packed(without_comments(response.body) if ours else response.body, coding, STATIC_QUALITY)
    return kept[key]


def _replace(response: Response, coding: str, packed: bytes) -> None:
    close = getattr(response.app_iter, "close", None)
    response.app_iter = [packed]
    if close:
        close()
    response.content_length = len(packed)
    response.content_encoding = coding
    if response.etag:
        response.headers["ETag"] = f'W/"{response.etag}"'


def _packed(content: bytes, coding: str, quality: dict[str, int]) -> bytes:
    if coding == "br":
        return brotli.compress(content, quality=quality["br"], mode=brotli.MODE_TEXT)
    return gzip.compress(content, quality["gzip"], mtime=0)
