"""Whether what comes in can be read at all: the host it asks for, the length, coding and fields of its body.

Settled before any page looks at it, so that no page has to think of half a form, a file where words belong, or bytes
that are no text.
"""

import re

from pyramid.httpexceptions import HTTPBadRequest, HTTPException, HTTPRequestEntityTooLarge
from pyramid.request import Request

HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
FILE = "file"
"""The only field that may hold a file; of all others pages expect words."""


class BodyInMemory(Request):
    """A request that may be tried again needs its body twice; up to the limit below it needs no file for that.

    The server in front already refuses what is larger than the setting ``max_body``."""

    request_body_tempfile_limit = 4_000_000


def names_a_host(request: Request) -> bool:
    """Whether the Host header is a name or an address with a port, and nothing else."""
    return HOST.fullmatch(request.host) is not None


def problem_with_body(request: Request, largest: int) -> HTTPException | None:
    """Why the body cannot be used, to be told to the person; None when it can. One that is too large is not read."""
    if _size(request) > largest:
        return HTTPRequestEntityTooLarge("That is more than this page accepts. Go back and make it shorter.")
    if not is_form(request):
        return HTTPBadRequest("Part of the form is not readable text.")
    return None


def is_form(request: Request) -> bool:
    """Whether the posted fields are named text in UTF-8, and a file at most where files go. No body at all is fine."""
    try:
        fields = list(request.POST.items())
    except (ValueError, OSError, DeprecationWarning):  # the last one: how WebOb refuses another coding than UTF-8
        return False
    return all(isinstance(name, str) and (isinstance(value, str) or name == FILE) for name, value in fields)


def _size(request: Request) -> int:
    """What the body says of its length; one that says nothing readable is taken as empty."""
    try:
        return request.content_length or 0
    except ValueError:
        return 0
