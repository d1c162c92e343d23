"""Neighborhoods from a GeoJSON file: polygons become boards, or change the boards they became before."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from community.boards.actions_outlines import put_boards
from community.boards.outlines import BoardOutline, read_outlines
from community.errors import Refused
from community.importing.files import features
from community.importing.progress import Progress
from community.importing.report import ImportRefused, Report, reporting


@dataclass(frozen=True)
class BoardOptions:
    """``key_property`` names what stays the same when a neighborhood is renamed; without it the name is the key."""

    name_property: str
    key_property: str | None = None
    dry_run: bool = False
    report: Path | None = None


def import_boards(app: Any, path: Path, options: BoardOptions, progress: Progress) -> Report:
    """Import or update the boards of the file. Boards the file lacks are named, not deleted. Raises ImportRefused."""
    with reporting("boundaries", dry_run=options.dry_run, file=options.report) as report:
        outlines = _outlines(path, options, progress, report)
        if report.counts["read"] and not outlines:
            raise ImportRefused(f"No boundary of {path.name} could be used: {'; '.join(report.refusals[:3])}.")
        sessions = app.sessions
        with sessions.reading() if options.dry_run else sessions.writing() as db:
            _put(db, outlines, report)
            if not options.dry_run:
                db.commit()
        return report


def _put(db: Session, outlines: list[BoardOutline], report: Report) -> None:
    """Write (or, in a dry run, only compare) and tell by name what is new, changed and missing."""
    outcome = put_boards(db, outlines, dry_run=report.dry_run)
    for name in ("new", "changed", "unchanged"):
        report.counts[name] += len(outcome[name])
    report.notes += [f"new: {name}" for name in outcome["new"]]
    report.notes += [f"changed: {name}" for name in outcome["changed"]]
    report.notes += [f"not in this file, kept as it is: {name}" for name in outcome["missing"]]


def _outlines(path: Path, options: BoardOptions, progress: Progress, report: Report) -> list[BoardOutline]:
    """The usable outlines of the file, each with a key of its own. Raises ImportRefused."""
    found = features(path)
    bar = progress("boundaries", len(found), "boundary")
    try:
        read = read_outlines(found, options.name_property, options.key_property, each=lambda: bar.update(1))
    except Refused as problem:
        raise ImportRefused(problem.message) from problem
    finally:
        bar.close()
    report.counts["read"] += len(found)
    report.notes += read.notes
    for where, reason in read.refused:
        report.refuse(where, reason)
    return read.outlines
