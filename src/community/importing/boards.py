"""Neighborhoods from a GeoJSON file: polygons become boards, or change the boards they became before."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from community.importing.actions import BoardOutline, put_boards
from community.importing.files import features
from community.importing.geometry import BadShape, Projected, as_geojson, read_area
from community.importing.progress import Progress
from community.importing.report import ImportRefused, Report, reporting
from community.places.rules import fold
from community.prose import clean_line

LONGEST_NAME = 100


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
    """The usable outlines of the file, each with a key of its own."""
    found = features(path)
    _check_property(found, options)
    outlines: list[BoardOutline] = []
    uses: Counter[str] = Counter()
    bar = progress("boundaries", len(found), "boundary")
    for number, feature in enumerate(found, 1):
        report.counts["read"] += 1
        outline = _outline(feature, number, options, uses, report)
        if outline is not None:
            outlines.append(outline)
        bar.update(1)
    bar.close()
    return outlines


def _outline(
    feature: Any, number: int, options: BoardOptions, uses: Counter[str], report: Report
) -> BoardOutline | None:
    """One feature as a board; None when it was refused. Raises ImportRefused for a file that is not in degrees."""
    properties = _properties(feature)
    name = clean_line(str(properties.get(options.name_property) or ""))[:LONGEST_NAME]
    where = f"boundary {number} ({name or 'without a name'})"
    key = str(properties.get(options.key_property) or "") if options.key_property else fold(name)
    if not fold(name) or not key:
        report.refuse(where, f"it has no {options.name_property if not fold(name) else options.key_property}")
        return None
    uses[key] += 1
    if uses[key] > 1 and options.key_property:
        report.refuse(where, f"its {options.key_property} {key!r} was used before in this file")
        return None
    if uses[key] > 1:
        report.notes.append(f"{name}: more than one boundary has this name; name a --key-property to tell them apart")
        key = f"{key}#{uses[key]}"
    try:
        area, wrong = read_area(feature.get("geometry"))
    except Projected as problem:
        raise ImportRefused(
            f"{where}: {problem}. The file is in another coordinate system: export it in degrees (WGS 84, EPSG:4326)."
        ) from problem
    except BadShape as problem:
        report.refuse(where, str(problem))
        return None
    if wrong:
        report.notes.append(f"repaired: {name} ({wrong})")
    return BoardOutline(key, name, as_geojson(area), area.area)


def _properties(feature: Any) -> dict[str, Any]:
    """Of whatever stands in the list of features."""
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _check_property(found: list[Any], options: BoardOptions) -> None:
    """Raises ImportRefused when no feature has the named properties, and says which there are."""
    there = sorted({name for feature in found for name in _properties(feature)})
    for wanted in (options.name_property, options.key_property):
        if wanted is not None and found and wanted not in there:
            raise ImportRefused(f"No boundary has a property {wanted!r}. The file has: {', '.join(there[:40])}.")
