"""Street segments from GeoJSON lines, or from a table with WKT lines or points: each becomes a block."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from community.importing.items import Item, Source, source
from community.importing.progress import Progress
from community.importing.report import Report, reporting
from community.importing.writing import write_rows
from community.places.models import Block
from community.places.rules import block_label, fold
from community.places.shapes import LINES, BadShape, read_line

NAME = ("name", "street", "street_name", "full_name", "fullname", "st_name", "stname", "streetname")
NUMBER = ("from", "from_number", "first_number", "low", "l_f_add", "fromaddr", "lf_addr", "l_add_from")
KEY = ("key", "id", "segment_id", "seg_id", "segmentid", "objectid", "physicalid")
LONGEST_NAME = 120


@dataclass(frozen=True)
class StreetOptions:
    """Columns that are not named as usual. Without a key, a block is known by its street and its middle."""

    name_column: str | None = None
    number_column: str | None = None
    key_column: str | None = None
    dry_run: bool = False
    report: Path | None = None


@dataclass(frozen=True)
class _Columns:
    name: str
    number: str | None
    key: str | None


def import_streets(app: Any, path: Path, options: StreetOptions, progress: Progress) -> Report:
    """Import or update the blocks of the file. Raises ImportRefused."""
    with (
        reporting("street segments", dry_run=options.dry_run, file=options.report) as report,
        source(path, LINES, progress, "streets") as found,
    ):
        columns = _Columns(
            found.need(options.name_column, NAME, "name of the street"),
            found.find(options.number_column, NUMBER, "first house number"),
            found.find(options.key_column, KEY, "key"),
        )
        write_rows(app, Block, _blocks(found, columns, report), report)
        return report


def _blocks(found: Source, columns: _Columns, report: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where it stands, and the row."""
    for item in found.items:
        report.counts["read"] += 1
        try:
            yield item.where, _block(item, columns)
        except BadShape as problem:
            report.refuse(item.where, str(problem))


def _block(item: Item, columns: _Columns) -> dict[str, Any]:
    """One segment as a row. Raises BadShape."""
    if item.shape is None:
        raise BadShape(item.problem)
    street = item.fields.get(columns.name, "")[:LONGEST_NAME]
    if not fold(street):
        raise BadShape("the street has no name")
    line, lat, lon = read_line(item.shape)
    number = item.fields.get(columns.number or "", "").partition(".")[0]
    first = int(number) if number.isascii() and number.isdigit() and 0 < int(number[:9]) < 10**7 else None
    key = item.fields.get(columns.key or "", "") or f"{fold(street)} {lat:.5f} {lon:.5f}"
    return {
        "key": key,
        "street": street,
        "street_key": fold(street),
        "label": block_label(street, first),
        "lat": lat,
        "lon": lon,
        "line": line,
    }
