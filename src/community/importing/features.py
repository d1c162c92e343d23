"""GeoJSON read feature by feature: memory stays flat however long the file is."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import ijson

from community.importing.files import opened
from community.importing.report import ImportRefused
from community.places.shapes import BadShape, features_of

BROKEN = (ijson.JSONError, ValueError, RecursionError, EOFError, zlib.error, OSError)
"""What a file raises that is no JSON, or ends too early."""
DEEPEST = 10_000
"""Brackets that may be open at once, those in words counted too. The parser's time grows with their square."""


@dataclass
class FeatureStream:
    """A GeoJSON file while it is read: one feature after the other."""

    size: int
    found: Iterator[Any]
    _raw: BinaryIO

    @property
    def position(self) -> int:
        """Bytes of the file read so far."""
        return self._raw.tell()


class Shallow:
    """The bytes of a file, as long as they are not nested without end."""

    def __init__(self, plain: BinaryIO) -> None:
        self._plain = plain
        self._open = 0

    def read(self, size: int) -> bytes:
        """The next bytes. Raises ValueError where the nesting has no end."""
        found = self._plain.read(size)
        self._open += found.count(b"[") + found.count(b"{") - found.count(b"]") - found.count(b"}")
        if self._open > DEEPEST:
            raise ValueError(f"it is nested more than {DEEPEST:,} deep")
        return found


@contextmanager
def feature_stream(path: Path) -> Iterator[FeatureStream]:
    """The features of a GeoJSON file in degrees, one at a time. Raises ImportRefused, also while they are taken: then
    the file breaks off."""
    with opened(path) as (raw, plain):
        _check_head(path, plain)
        plain.seek(0)
        yield FeatureStream(path.stat().st_size, _streamed(path, plain), raw)


def _check_head(path: Path, plain: BinaryIO) -> None:
    """Raises ImportRefused unless a list of features comes, and before it no other coordinate system."""
    try:
        features_of(_head(plain))
    except BadShape as problem:
        raise ImportRefused(f"{path.name} {problem}") from problem
    except BROKEN as problem:
        raise ImportRefused(f"{path.name} is no GeoJSON file: {_why(problem)}.") from problem


def _head(plain: BinaryIO) -> dict[str, Any]:
    """The document up to its features, which are not read: an empty list stands for them."""
    head: dict[str, Any] = {}
    name, depth, builder = "", 0, ijson.ObjectBuilder()
    for event, value in ijson.basic_parse(Shallow(plain), use_float=True):
        depth -= event in ("end_map", "end_array")
        if depth == 1 and event == "map_key":
            name, builder = value, ijson.ObjectBuilder()
        elif name == "features" and depth == 1 and event == "start_array":
            return head | {"features": []}
        elif name and depth:
            builder.event(event, value)
            if depth == 1 and event not in ("start_map", "start_array"):
                head[name] = builder.value
        depth += event in ("start_map", "start_array")
    return head


def _streamed(path: Path, plain: BinaryIO) -> Iterator[Any]:
    number = 0
    try:
        for feature in ijson.items(Shallow(plain), "features.item", use_float=True):
            number += 1
            yield feature
    except BROKEN as problem:
        raise ImportRefused(
            f"{path.name} breaks off after feature {number:,} ({_why(problem)}). What came before it was imported, a "
            "thousand at a time; run the command again with the whole file, it changes only what is new."
        ) from problem


def _why(problem: Exception) -> str:
    """What a parser says, on one line, without its drawing of the place."""
    return " ".join(str(problem).split("\n")[0].split())[:200]
