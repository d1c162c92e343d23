"""Whether what comes in can be read at all: the host it asks for, the length, coding and fields of its body.

Settled before any page looks at it, so that no page has to think of half a form, a file where words belong, or bytes
that are no text.
"""

import io
import os
import re
import tempfile
from email.message import Message
from os import SEEK_END
from typing import Any, BinaryIO

from pyramid.httpexceptions import HTTPBadRequest, HTTPException, HTTPRequestEntityTooLarge
from pyramid.request import Request
from webob.cookies import parse_cookie

from community.i18n import _

HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
CUT = "community.body_cut"
"""In the WSGI environment: the server in front left the body out, because it is too large."""
PARTED = "multipart/form-data"
LINE = 1 << 16
PHOTOS = "photo_file"
FILES = frozenset({"file", PHOTOS})
"""The only fields of pages that may hold files; of all others pages expect words."""
MOST_READ = 4_000_000
"""Of a body with more bytes of words than this nothing is read, not even to show what was typed."""
NAMED_FILE = re.compile(rb"^content-disposition:.*\bfilename\*?=\"?[^\";\s]", re.IGNORECASE | re.MULTILINE)
PARTS_INSIDE = re.compile(rb"^content-type:\s*multipart", re.IGNORECASE | re.MULTILINE)
MEDIA = re.compile(r"media(?:\[\])?|photo[0-9]{1,2}|file_[A-Za-z0-9_.-]{1,40}")
"""Fields in which programs send pictures (GeoReport v2.1, FixMyStreet). No page has a field of these names."""


class Unnamed(io.FileIO):
    """A file without a name; closing itself is how it is meant to end, so nobody is warned."""

    def __del__(self) -> None:
        self.close()

    def _dealloc_warn(self, source: object) -> None:
        """What a buffer over it calls when it goes first."""


class BodyFile(io.BufferedRandom):
    """A body that waits on disk, and closes itself when nobody holds it any more."""

    def __del__(self) -> None:
        self.close()


class ReadableRequest(Request):
    """A request that may be tried again needs its body twice; up to the limit below it needs no file for that. The
    server in front already refuses what is larger than a form with all its photos.

    A cookie that is no text is taken as absent: another site on the same domain may have set it."""

    request_body_tempfile_limit = MOST_READ

    def __init__(self, environ: dict[str, Any], **more: Any) -> None:
        cookies = environ.get("HTTP_COOKIE", "")
        if "\\" in cookies or not cookies.isascii():
            environ["HTTP_COOKIE"] = _readable(cookies)
        super().__init__(environ, **more)

    def make_tempfile(self) -> BinaryIO:
        """Where a larger body waits; gone with the request, however often that is tried."""
        number, name = tempfile.mkstemp()
        os.unlink(name)
        return BodyFile(Unnamed(number, "rb+"))


def _readable(cookies: str) -> str:
    """The header without the cookies that are no text; nothing of one in which they cannot be told apart."""
    rest = ";".join(cookie for cookie in cookies.split(";") if _is_text(cookie))
    return rest if _is_text(rest) else ""


def _is_text(cookies: str) -> bool:
    """Whether names and values are UTF-8."""
    try:
        b"".join(part + b"\n" for pair in parse_cookie(cookies) for part in pair).decode()
    except UnicodeError:
        return False
    return True


def names_a_host(request: Request) -> bool:
    """Whether the Host header is a name or an address with a port, and nothing else."""
    return HOST.fullmatch(request.host) is not None


def problem_with_body(request: Request, largest: int, largest_form: int) -> HTTPException | None:
    """Why the body cannot be used, to be told to the person; None when it can. One that is too large is not read.

    ``largest`` counts without the photos of a form, ``largest_form`` with them.
    """
    size, parted = _size(request), request.content_type == PARTED
    too_large = CUT in request.environ or size > (largest_form if parted else largest)
    if too_large or (size > MOST_READ and _size_of_words(request) > MOST_READ):
        if size > MOST_READ:
            request.body = b""
        return HTTPRequestEntityTooLarge(_("That is more than this page accepts. Go back and make it shorter."))
    if not is_form(request):
        return HTTPBadRequest(_("Part of the form is not readable text."))
    if size > largest and size - _size_of_photos(request) > largest:
        return HTTPRequestEntityTooLarge(_("That is more than this page accepts. Go back and make it shorter."))
    return None


def is_form(request: Request) -> bool:
    """Whether the posted fields are named text in UTF-8, and a file at most where files go. No body at all is fine."""
    try:
        fields = list(request.POST.items())
    except (ValueError, OSError, DeprecationWarning):  # the last one: how WebOb refuses another coding than UTF-8
        return False
    return all(isinstance(name, str) and (isinstance(value, str) or holds_files(name)) for name, value in fields)


def holds_files(name: str) -> bool:
    """Whether a field of this name may hold a file."""
    return name in FILES or MEDIA.fullmatch(name) is not None


def _size_of_words(request: Request) -> int:
    """Bytes of a form in parts outside its files, counted line by line: to look at its fields reads them whole."""
    told = Message()
    told["Content-Type"] = request.headers.get("Content-Type", "")
    edge = b"--" + told.get_boundary("").encode("utf-8", "replace")
    body = request.body_file_seekable
    body.seek(0)
    words, head, is_file, begun = 0, b"", False, True
    while line := body.readline(LINE):
        if begun and line.startswith(edge):
            head, is_file = line, False
        elif head:
            head += line
            is_file = NAMED_FILE.search(head) is not None and PARTS_INSIDE.search(head) is None
        if head or not is_file:
            words += len(line)
        if not line.strip() or len(head) > LINE:
            head = b""
        begun = line.endswith(b"\n")
    body.seek(0)
    return words


def _size_of_photos(request: Request) -> int:
    """Bytes of the files in the fields of photos."""
    fields = request.POST.items()
    files = [part.file for name, part in fields if hasattr(part, "file") and (name == PHOTOS or MEDIA.fullmatch(name))]
    return sum(file.seek(0, SEEK_END) for file in files)


def _size(request: Request) -> int:
    """What the body says of its length; one that says nothing readable is taken as empty."""
    try:
        return request.content_length or 0
    except ValueError:
        return 0
