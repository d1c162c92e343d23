"""The city's past requests from a table: read row by row, placed and written in batches, resumable at any time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from community.boards.atlas import atlas_of
from community.importing.blocks import Blocks
from community.importing.files import Table, table
from community.importing.history import ADVISORY_KEY, Placed, known_references, put_requests
from community.importing.mapping import RequestMapping, read_mapping
from community.importing.offices import Offices, imagined_offices, make_offices, missing_offices
from community.importing.past import BadRow, PastRequest, RowReader
from community.importing.progress import Progress
from community.importing.report import Report, reporting
from community.importing.seen import Seen, Use, seen_keys
from community.places.rules import fold, public_place

BATCH = 1000
"""Rows written in one transaction: a killed import loses at most these, and the board waits no longer than for them."""

Row = tuple[int, PastRequest]


@dataclass(frozen=True)
class RequestOptions:
    """``mapping`` is the TOML file that says what the columns mean."""

    mapping: Path
    dry_run: bool = False
    report: Path | None = None


def import_requests(app: Any, path: Path, options: RequestOptions, progress: Progress) -> Report:
    """Import what is not there yet; every row is counted as new, there already or refused. Raises ImportRefused."""
    mapping = read_mapping(options.mapping)
    with (
        reporting("requests", dry_run=options.dry_run, file=options.report) as report,
        table(path, delimiter=mapping.delimiter, encoding=mapping.encoding) as opened,
        seen_keys() as seen,
    ):
        reader = RowReader(mapping, opened.columns)
        offices = _offices(app, mapping, report)
        with app.sessions.reading() as db:
            blocks = Blocks(db)
        bar, before = progress("requests", opened.size, "B"), 0
        rows = _rows(opened, reader, report)
        same = _Batch(mapping.source, offices, blocks, report, seen)
        while batch := list(islice(rows, BATCH)):
            _import_batch(app, same, batch)
            bar.update(opened.position - before)
            before = opened.position
        bar.close()
        return report


def _offices(app: Any, mapping: RequestMapping, report: Report) -> Offices:
    """Agencies and services, made where they are missing, and told."""
    with app.sessions.reading() as db:
        report.notes += missing_offices(db, mapping)
    if report.dry_run:
        return imagined_offices(mapping)
    with app.sessions.writing() as db, db.begin():
        return make_offices(db, mapping)


def _rows(opened: Table, reader: RowReader, report: Report) -> Iterator[Row]:
    """Rows that can be requests, with their line; the others are refused."""
    for line, row in opened.rows():
        report.counts["read"] += 1
        try:
            if isinstance(row, str):
                raise BadRow(row)
            yield line, reader.read(row)
        except BadRow as problem:
            report.refuse(f"line {line}", str(problem))


@dataclass(frozen=True)
class _Batch:
    """What stays the same for all batches."""

    source: str
    offices: Offices
    blocks: Blocks
    report: Report
    seen: Seen
    """Ids this file brought as new: a dry run, which writes none, finds them again too."""

    def key(self, request: PastRequest) -> str:
        """What makes a second run find it again."""
        return f"{self.source}:{request.id}"


def _import_batch(app: Any, batch: _Batch, rows: Sequence[Row]) -> None:
    """Place and write what is new of these rows, in one transaction."""
    dry_run = batch.report.dry_run
    with app.sessions.reading() if dry_run else app.sessions.writing() as db:
        if not dry_run and not app.sessions.engines.is_sqlite:
            db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})
        placed = _place(db, batch, _new_rows(db, batch, rows))
        if not dry_run:
            put_requests(db, placed, batch.offices)
            db.commit()
    batch.report.counts["new"] += len(placed)
    batch.report.counts["without a board"] += sum(one.board_id is None for one in placed)


def _new_rows(db: Session, batch: _Batch, rows: Sequence[Row]) -> list[PastRequest]:
    """The requests nobody imported yet. An id that stands for something else already is refused."""
    known = known_references(db, [request.id for _line, request in rows])
    new = []
    for line, request in rows:
        use = _use(batch, request, *known.get(request.id, (None, None)))
        if use is Use.FIRST:
            new.append(request)
        elif use is Use.OTHER:
            batch.report.refuse(f"line {line}", f"the id {request.id} stands for another request")
        batch.report.counts["there already"] += use is Use.AGAIN
    return new


def _use(batch: _Batch, request: PastRequest, key: str | None, opened_at: datetime | None) -> Use:
    """Whether the request is new, given who has its id in the database, opened when, if anybody."""
    if opened_at is None:
        return batch.seen.use(request.id, request.opened_at)
    return Use.AGAIN if (key, opened_at) == (batch.key(request), request.opened_at) else Use.OTHER


def _place(db: Session, batch: _Batch, requests: Sequence[PastRequest]) -> list[Placed]:
    """Board and public place of each. Where boards overlap, a request belongs to the smallest."""
    points = [request.point for request in requests if request.point is not None]
    boards = iter(atlas_of(db).at([lat for lat, _lon in points], [lon for _lat, lon in points]) if points else [])
    streets = [fold(request.address) for request in requests if request.point is not None]
    near = iter(batch.blocks.near(points, streets))
    placed = []
    for request in requests:
        if request.point is None:
            placed.append(Placed(request, batch.key(request), None, None, None))
            continue
        here, block = next(boards), next(near)
        public = public_place(*request.point, block)
        placed.append(
            Placed(request, batch.key(request), here[0] if here else None, public, block.id if block else None)
        )
    return placed
