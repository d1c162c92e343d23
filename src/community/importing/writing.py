"""Rows into the database in batches, each in a transaction of its own, so that the board stays usable meanwhile."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import func, select

from community.importing.actions import put_rows
from community.importing.report import Report
from community.places.models import Address, Block

BATCH = 1000


def write_rows(
    app: Any, model: type[Block] | type[Address], rows: Iterator[tuple[str, dict[str, Any]]], report: Report
) -> None:
    """Make or update what ``rows`` give (where each stands, and its columns). A key used twice is refused, or counted
    as repeated where it says the same. Ends with how many of the database the file lacks: they stay."""
    while batch := list(islice(rows, BATCH)):
        unique: dict[str, dict[str, Any]] = {}
        for where, row in batch:
            if unique.setdefault(row["key"], row) == row:
                report.counts["repeated"] += unique[row["key"]] is not row
            else:
                report.refuse(where, f"the key {row['key']!r} was used just before for something else")
        with app.sessions.reading() if report.dry_run else app.sessions.writing() as db:
            report.counts.update(put_rows(db, model, list(unique.values()), dry_run=report.dry_run))
            if not report.dry_run:
                db.commit()
    with app.sessions.reading() as db:
        there = db.scalar(select(func.count()).select_from(model)) or 0
    seen = sum(report.counts[name] for name in (("new",) if not report.dry_run else ()) + ("changed", "unchanged"))
    if there > seen:
        report.notes.append(f"{there - seen:,} {report.what} that were imported before are not in this file; they stay")
