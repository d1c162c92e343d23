"""The administrator's forms: a part for a person, a file of neighborhoods."""

import gzip
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from community.db.ids import read_id
from community.errors import Refused
from community.i18n import _
from community.permissions import Role
from community.places.shapes import BadShape, features_of
from community.prose import clean_line

CITY_WIDE = (Role.MODERATOR, Role.ADMIN)
LONGEST_PROPERTY = 100
LONGEST_SEARCH = 200
NUMBER = re.compile("[0-9]{1,6}")
GZIP = b"\x1f\x8b"
LARGEST_UNPACKED = 30_000_000
"""Bytes of an uploaded file of neighborhoods, unpacked: beyond them the command has more patience."""


@dataclass(frozen=True)
class Search:
    """What a list is searched for, and the id after which its page starts (0: the first page)."""

    text: str
    after: int

    @property
    def query(self) -> dict[str, str]:
        """The search as an address says it."""
        said = {"q": self.text, "after": str(self.after) if self.after else ""}
        return {name: value for name, value in said.items() if value}


def read_search(params: Mapping[str, str]) -> Search:
    """Fields ``q after``. Raises Missing where ``after`` is no id."""
    text = params.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    return Search(text, read_id(params["after"]) if params.get("after") else 0)


@dataclass(frozen=True)
class PartWanted:
    """A part as people.actions takes it."""

    role: Role
    scope_kind: str
    scope_id: int
    boards: list[int] | None = None


def read_part(params: Mapping[str, Any], boards: list[str]) -> PartWanted:
    """Fields ``role board agency``; ``boards`` are the boards of a liaison, none for all. Raises Refused, Missing."""
    text = params.get("role", "")
    if text not in {Role.NEIGHBOR, Role.CAPTAIN, Role.LIAISON, *CITY_WIDE}:
        raise Refused(_("Choose a role."), "role")
    role = Role(text)
    if role in CITY_WIDE:
        return PartWanted(role, "city", 0)
    if role is Role.LIAISON:
        if not params.get("agency"):
            raise Refused(_("Choose the agency."), "agency")
        return PartWanted(role, "agency", read_id(params["agency"]), [read_id(text) for text in boards] or None)
    if not params.get("board"):
        raise Refused(_("Choose the board."), "board")
    return PartWanted(role, "board", read_id(params["board"]))


@dataclass(frozen=True)
class BoundaryFile:
    """An uploaded file of neighborhoods: its features, and which properties name them."""

    features: list[Any]
    name_property: str
    key_property: str | None


def read_boundaries(params: Mapping[str, Any]) -> BoundaryFile:
    """Fields ``file name_property key_property``. Raises Refused for what is no GeoJSON."""
    name = clean_line(str(params.get("name_property", "")))
    if not name or len(name) > LONGEST_PROPERTY:
        raise Refused(_("Write which property holds the name."), "name_property")
    upload: Any = params.get("file")
    if not getattr(upload, "filename", ""):
        raise Refused(_("Choose a file."), "file")
    try:
        features = features_of(json.loads(_plain(upload.file)))
    except BadShape as problem:
        raise Refused(_("The file {problem}").format(problem=problem), "file") from problem
    except (ValueError, RecursionError) as problem:
        raise Refused(_("The file is no GeoJSON."), "file") from problem
    return BoundaryFile(features, name, clean_line(str(params.get("key_property", "")))[:LONGEST_PROPERTY] or None)


def read_done(params: Mapping[str, str], names: Sequence[str]) -> dict[str, int]:
    """What an import has done, as the address says it: small numbers, or nothing."""
    found = {name: params.get(name, "") for name in names}
    return {name: int(text) for name, text in found.items() if NUMBER.fullmatch(text)}


def _plain(file: BinaryIO) -> bytes:
    """The bytes of an upload, unpacked when they are gzipped. Raises Refused."""
    packed = file.read(2) == GZIP
    file.seek(0)
    try:
        content = (gzip.GzipFile(fileobj=file) if packed else file).read(LARGEST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise Refused(_("The file cannot be unpacked."), "file") from problem
    if len(content) > LARGEST_UNPACKED:
        raise Refused(_("The file is too large for this page. Use the command."), "file")
    return content
