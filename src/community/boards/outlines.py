"""Outlines of neighborhoods as a GeoJSON file has them: each with a name, a key of its own and a valid shape."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from community.errors import Refused
from community.i18n import _
from community.places.rules import fold
from community.places.shapes import BadShape, Projected, as_geojson, read_area
from community.prose import clean_line

LONGEST_NAME = 100


@dataclass(frozen=True)
class BoardOutline:
    """A board as a file has it. ``area`` in square degrees, for "smallest first"."""

    key: str
    name: str
    geometry: dict[str, Any]
    area: float


@dataclass
class OutlinesRead:
    """What was read: usable outlines; what was refused, as where it stands and why; what was noticed on the way."""

    outlines: list[BoardOutline] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    uses: Counter[str] = field(default_factory=Counter)


def read_outlines(
    features: Sequence[Any],
    name_property: str,
    key_property: str | None = None,
    *,
    each: Callable[[], object] = lambda: None,
) -> OutlinesRead:
    """The features as outlines; ``each`` is called after every one. ``key_property`` names what stays the same when a
    neighborhood is renamed; without it the name is the key. Raises Refused for a file that cannot be used."""
    _check_property(features, name_property, key_property)
    read = OutlinesRead()
    for number, feature in enumerate(features, 1):
        _read_one(read, number, feature, (name_property, key_property))
        each()
    return read


def _read_one(read: OutlinesRead, number: int, feature: Any, names: tuple[str, str | None]) -> None:
    """One feature as a board, or why not. Raises Refused for a file that is not in degrees."""
    name_property, key_property = names
    properties = _properties(feature)
    name = clean_line(str(properties.get(name_property) or ""))[:LONGEST_NAME]
    where = _("boundary {n} ({name})").format(n=number, name=name or _("without a name"))
    key = clean_line(str(properties.get(key_property) or "")) if key_property else fold(name)
    if not fold(name) or not key:
        lacking = key_property if fold(name) else name_property
        read.refused.append((where, _("it has no {property}").format(property=lacking)))
        return
    read.uses[key] += 1
    if read.uses[key] > 1 and key_property:
        said = _("its {property} {value} was used before in this file")
        read.refused.append((where, said.format(property=key_property, value=repr(key))))
        return
    if read.uses[key] > 1:
        said = _("{name}: more than one boundary has this name; name the property that tells them apart")
        read.notes.append(said.format(name=name))
        key = f"{key}#{read.uses[key]}"
    try:
        area, wrong = read_area(feature.get("geometry"))
    except Projected as problem:
        raise Refused(
            f"{where}: {problem}. "
            + _("The file is in another coordinate system: export it in degrees (WGS 84, EPSG:4326).")
        ) from problem
    except BadShape as problem:
        read.refused.append((where, str(problem)))
        return
    if wrong:
        read.notes.append(_("repaired: {name} ({why})").format(name=name, why=wrong))
    read.outlines.append(BoardOutline(key, name, as_geojson(area), area.area))


def _properties(feature: Any) -> Mapping[str, Any]:
    """Of whatever stands in the list of features."""
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _check_property(features: Sequence[Any], *names: str | None) -> None:
    """Raises Refused when no feature has the named properties, and says which there are."""
    there = sorted({name for feature in features for name in _properties(feature)})
    for wanted in names:
        if wanted is not None and features and wanted not in there:
            said = _("No boundary has a property {property}. The file has: {names}.")
            raise Refused(said.format(property=repr(wanted), names=", ".join(there[:40])))
