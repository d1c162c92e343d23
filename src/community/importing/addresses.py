"""Addresses from GeoJSON points or from a table: a house number on a street, its point, its block."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from community.importing.blocks import Blocks
from community.importing.items import Item, Source, source
from community.importing.progress import Progress
from community.importing.report import Report, reporting
from community.importing.writing import BATCH, write_rows
from community.places.models import Address
from community.places.rules import fold

LABEL = ("address", "full_address", "fulladdress", "street_address", "location", "full_addr")
NUMBER = ("number", "house_number", "housenumber", "addr:housenumber", "street_number", "stnum")
STREET = ("street", "street_name", "streetname", "addr:street", "full_street_name", "stname")
KEY = ("key", "id", "address_id", "hash", "sam_address_id", "objectid")
LONGEST_LABEL = 160


@dataclass(frozen=True)
class AddressOptions:
    """Columns that are not named as usual: the whole address in one, or house number and street in two."""

    label_column: str | None = None
    number_column: str | None = None
    street_column: str | None = None
    key_column: str | None = None
    dry_run: bool = False
    report: Path | None = None


@dataclass(frozen=True)
class _Columns:
    label: str | None
    number: str
    street: str
    key: str | None


def import_addresses(app: Any, path: Path, options: AddressOptions, progress: Progress) -> Report:
    """Import or update the addresses of the file; each is put on its nearest block. Raises ImportRefused."""
    with (
        reporting("addresses", dry_run=options.dry_run, file=options.report) as report,
        source(path, ("Point",), progress, "addresses") as found,
    ):
        columns = _columns(found, options)
        with app.sessions.reading() as db:
            blocks = Blocks(db)
        write_rows(app, Address, _addresses(found, columns, blocks, report), report)
        return report


def _columns(found: Source, options: AddressOptions) -> _Columns:
    """Raises ImportRefused when there is neither an address nor a number and a street."""
    key = found.find(options.key_column, KEY, "key")
    label = found.find(options.label_column, LABEL, "address")
    if label is not None and options.number_column is None:
        return _Columns(label, "", "", key)
    number = found.need(options.number_column, NUMBER, "address, or the house number,")
    return _Columns(None, number, found.need(options.street_column, STREET, "street"), key)


def _addresses(
    found: Source, columns: _Columns, blocks: Blocks, report: Report
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where it stands, and the row; blocks are looked for a batch at a time."""
    items = iter(found.items)
    while batch := list(islice(items, BATCH)):
        report.counts["read"] += len(batch)
        rows = [(item.where, row) for item in batch if (row := _address(item, columns, report)) is not None]
        points = [(row["lat"], row["lon"]) for _where, row in rows]
        near = blocks.near(points, [row["label_key"] for _where, row in rows])
        for (where, row), block in zip(rows, near, strict=True):
            yield where, {**row, "block_id": block.id if block else None}


def _address(item: Item, columns: _Columns, report: Report) -> dict[str, Any] | None:
    """One address as a row; None when it was refused."""
    if columns.label is not None:
        label = item.fields.get(columns.label, "")
    else:
        label = f"{item.fields.get(columns.number, '')} {item.fields.get(columns.street, '')}".strip()
    label = label[:LONGEST_LABEL]
    if item.shape is None or not fold(label):
        report.refuse(item.where, item.problem or "it has no address")
        return None
    lat, lon = float(item.shape.y), float(item.shape.x)
    key = item.fields.get(columns.key or "", "") or f"{fold(label)} {lat:.5f} {lon:.5f}"
    return {"key": key, "label": label, "label_key": fold(label), "lat": lat, "lon": lon}
