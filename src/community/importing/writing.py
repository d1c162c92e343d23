"""Rows into the database in batches, each in a transaction of its own, so that the board stays usable meanwhile."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import func, select

from community.importing.actions import put_rows
from community.importing.report import Report
from community.importing.seen import Seen, Use, seen_keys
from community.places.models import Address, Block

BATCH = 1000


def write_rows(
    app: Any, model: type[Block] | type[Address], rows: Iterator[tuple[str, dict[str, Any]]], report: Report
) -> None:
    """Make or update what ``rows`` give (where each stands, and its columns). A key used twice is refused, or counted
    as repeated where it says the same. Ends with how many of the database the file lacks: they stay."""
    with seen_keys() as keys:
        while batch := list(islice(rows, BATCH)):
            unique = _unique(batch, keys, report)
            with app.sessions.reading() if report.dry_run else app.sessions.writing() as db:
                report.counts.update(put_rows(db, model, unique, dry_run=report.dry_run))
                if not report.dry_run:
                    db.commit()
    with app.sessions.reading() as db:
        there = db.scalar(select(func.count()).select_from(model)) or 0
    seen = sum(report.counts[name] for name in (("new",) if not report.dry_run else ()) + ("changed", "unchanged"))
    if there > seen:
        report.notes.append(f"{there - seen:,} {report.what} that were imported before are not in this file; they stay")


def _unique(batch: Sequence[tuple[str, dict[str, Any]]], seen: Seen, report: Report) -> list[dict[str, Any]]:
    """The rows of the batch whose key the file uses for the first time."""
    unique = []
    for where, row in batch:
        use = seen.use(row["key"], row)
        if use is Use.FIRST:
            unique.append(row)
        elif use is Use.OTHER:
            report.refuse(where, f"the key {row['key']!r} was used before in this file for something else")
        report.counts["repeated"] += use is Use.AGAIN
    return unique
