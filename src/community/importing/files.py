"""Files as cities publish them: tables (CSV, gzipped or not) read row by row, GeoJSON read feature by feature."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from community.importing.report import ImportRefused
from community.places.shapes import BadShape, features_of

GZIP = b"\x1f\x8b"
LONGEST_FIELD = 1_000_000
"""Characters of one field; a longer one is a quote that was never closed."""


@dataclass
class Table:
    """A CSV file while it is read. ``rows()`` gives the line and the fields, or what is wrong with the line."""

    columns: list[str]
    size: int
    _reader: Any
    _raw: BinaryIO

    @property
    def position(self) -> int:
        """Bytes of the file read so far."""
        return self._raw.tell()

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Line number and fields, or what is wrong with the line. Raises ImportRefused when the file breaks off."""
        while True:
            try:
                fields = next(self._reader)
            except StopIteration:
                return
            except csv.Error as problem:
                yield self._reader.line_num, f"this line is no CSV ({problem})"
                continue
            except (EOFError, zlib.error, OSError) as problem:
                raise ImportRefused(
                    f"The file breaks off after line {self._reader.line_num:,} ({problem}). What came before it was "
                    "imported; run the command again with the whole file, it goes on where it stopped."
                ) from problem
            if len(fields) == len(self.columns):
                yield self._reader.line_num, fields
            elif fields:
                yield self._reader.line_num, f"{len(fields)} columns instead of {len(self.columns)}"


@contextmanager
def table(path: Path, *, delimiter: str = ",", encoding: str = "utf-8-sig") -> Iterator[Table]:
    """The CSV file at ``path``; unreadable letters become "�". Raises ImportRefused."""
    with opened(path) as (raw, plain), _text(plain, encoding) as text:
        csv.field_size_limit(LONGEST_FIELD)
        reader = csv.reader(text, delimiter=delimiter)
        try:
            columns = next(reader, [])
        except (csv.Error, EOFError, zlib.error, OSError) as problem:
            raise ImportRefused(f"{path.name} is no CSV file: {problem}.") from problem
        if len(columns) < 2:
            raise ImportRefused(f"{path.name} has no header with columns in its first line.")
        yield Table(columns, path.stat().st_size, reader, raw)


def column(columns: list[str], wanted: str | None, usual: tuple[str, ...], meaning: str) -> str | None:
    """The name of a column: the one ``wanted``, else the first ``usual`` one there is. Raises ImportRefused for a
    wanted one that is not there."""
    by_folded = {name.strip().casefold(): name for name in columns}
    if wanted is not None and wanted.strip().casefold() not in by_folded:
        there = ", ".join(columns[:40])
        raise ImportRefused(f"There is no column {wanted!r} for the {meaning}. The file has: {there}.")
    names = usual if wanted is None else (wanted.strip().casefold(),)
    return next((by_folded[name] for name in names if name in by_folded), None)


def features(path: Path) -> list[Mapping[str, Any]]:
    """The features of a GeoJSON file in degrees. Raises ImportRefused."""
    with opened(path) as (_raw, plain):
        try:
            document = json.loads(plain.read())
        except (ValueError, RecursionError, EOFError, zlib.error, gzip.BadGzipFile) as problem:
            raise ImportRefused(f"{path.name} is no GeoJSON file: {str(problem)[:200]}.") from problem
    try:
        return features_of(document)
    except BadShape as problem:
        raise ImportRefused(f"{path.name} {problem}") from problem


def is_geojson(path: Path) -> bool:
    """Whether the name says GeoJSON (a table otherwise)."""
    return path.name.lower().removesuffix(".gz").endswith((".geojson", ".json"))


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The raw file and its plain bytes, which are the same unless it is gzipped. Raises ImportRefused."""
    if not path.is_file():
        raise ImportRefused(f"There is no file {path}.")
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP
        raw.seek(0)
        if packed:
            with gzip.open(raw) as plain:
                yield raw, cast(BinaryIO, plain)
        else:
            yield raw, raw


@contextmanager
def _text(plain: BinaryIO, encoding: str) -> Iterator[TextIO]:
    """The bytes as text with the line ends csv wants. Raises ImportRefused for an unknown encoding."""
    try:
        text = io.TextIOWrapper(plain, encoding=encoding, errors="replace", newline="")
    except LookupError:
        raise ImportRefused(f"{encoding!r} is no text encoding; write e.g. utf-8 or latin-1.") from None
    try:
        yield text
    finally:
        text.detach()
