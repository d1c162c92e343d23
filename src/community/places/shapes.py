"""Shapes of a file, checked before they are believed: in degrees, of the right kind, valid or repaired."""

import json
from collections.abc import Mapping
from typing import Any

import numpy
import shapely
from shapely.geometry import mapping, shape

from community.i18n import _
from community.places.rules import LARGEST_LATITUDE

AREAS = ("Polygon", "MultiPolygon")
LINES = ("LineString", "MultiLineString")
MOST_LINE_POINTS = 200
"""Of one block; a longer line is thinned out."""
MOST_AREA_POINTS = 100_000
"""Of one boundary. Looking whether more are valid can take a minute and more (a million tangled ones: 94 s)."""
MOST_CROSSINGS = 10_000
"""Places where one boundary meets itself that are repaired. So many take half a second; the time grows with their
square."""
PAIRS_AT_ONCE = 1_000_000
"""Pairs of lines looked at in one step, so that a tangle is noticed before it fills the memory."""
LONGITUDE_FIRST = ("CRS84", "EPSG::4326", "EPSG:4326")
"""Names under which GeoJSON files say that they are in degrees."""


class BadShape(ValueError):
    """The geometry cannot be used; the message says why."""


class Projected(BadShape):
    """The numbers are no degrees: the whole file is in another coordinate system."""


def features_of(document: object) -> list[Any]:
    """The features of a GeoJSON document in degrees. Raises BadShape, Projected; the message goes on after the name
    of the file."""
    found = document.get("features") if isinstance(document, Mapping) else None
    if not isinstance(document, Mapping) or not isinstance(found, list):
        raise BadShape(_("is no GeoJSON FeatureCollection."))
    crs = document.get("crs")
    name = json.dumps(crs)
    if crs and not any(known in name for known in LONGITUDE_FIRST):
        said = _("is in another coordinate system ({name}). Export it in degrees: WGS 84, EPSG:4326.")
        raise Projected(said.format(name=name[:120]))
    return found


def read_shape(geometry: object, kinds: tuple[str, ...]) -> shapely.Geometry:
    """The GeoJSON geometry, flat. Raises BadShape, Projected."""
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if kind not in kinds:
        wanted = _("{one} or {other}").format(one=kinds[0], other=kinds[1]) if len(kinds) == 2 else ", ".join(kinds)
        raise BadShape(_("its geometry is {kind}, not {wanted}").format(kind=kind or _("missing"), wanted=wanted))
    try:
        read = shapely.force_2d(shape(geometry))
    except (
        ValueError,
        TypeError,
        IndexError,
        KeyError,
        AttributeError,
        OverflowError,
        RecursionError,
        shapely.GEOSException,
    ) as problem:
        raise BadShape(_("its coordinates cannot be read ({why})").format(why=str(problem)[:100])) from problem
    check_degrees(read)
    return read


def check_degrees(read: shapely.Geometry) -> None:
    """Raises BadShape for nothing or no numbers, Projected for numbers that are no degrees."""
    numbers = shapely.get_coordinates(read)
    if not len(numbers):
        raise BadShape(_("its geometry is empty"))
    if not numpy.isfinite(numbers).all():
        raise BadShape(_("a coordinate is no number"))
    x, y = numbers[:, 0], numbers[:, 1]
    if (abs(x) > 180).any() or (abs(y) > LARGEST_LATITUDE).any():
        raise Projected(_("coordinates like {x}, {y} are no degrees").format(x=f"{x[0]:g}", y=f"{y[0]:g}"))


def read_area(geometry: object) -> tuple[shapely.Geometry, str | None]:
    """A valid polygon or multipolygon, and what was wrong with it if it had to be repaired. Raises BadShape."""
    area = read_shape(geometry, AREAS)
    points = shapely.get_num_coordinates(area)
    if points > MOST_AREA_POINTS:
        said = _("it has {n} points, more than {most}. Simplify it first")
        raise BadShape(said.format(n=f"{points:,}", most=f"{MOST_AREA_POINTS:,}"))
    wrong = None if area.is_valid else shapely.is_valid_reason(area)
    if wrong is not None:
        _check_tangle(area)
        area = _polygons(shapely.make_valid(area, method="structure", keep_collapsed=False))
    if area.is_empty or area.area == 0:
        raise BadShape(_("it encloses nothing") + (f" ({wrong})" if wrong else ""))
    return area, wrong


def _check_tangle(area: shapely.Geometry) -> None:
    """Raises BadShape where the lines of the area meet so often that a repair would take minutes. It stops looking
    as soon as that is known."""
    points, rings = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(area)), return_index=True)
    going_on = rings[1:] == rings[:-1]
    lines = shapely.linestrings(numpy.stack([points[:-1][going_on], points[1:][going_on]], axis=1))
    tree, step, found = shapely.STRtree(lines), max(1, PAIRS_AT_ONCE // len(lines)), 0
    for start in range(0, len(lines), step):
        part = lines[start : start + step]
        # Each line meets itself and its two neighbors; every other pair is found from both sides.
        found += tree.query(part, predicate="intersects").shape[1] - 3 * len(part)
        if found > 2 * MOST_CROSSINGS:
            said = _("it crosses itself in more than {n} places. Repair it first")
            raise BadShape(said.format(n=f"{MOST_CROSSINGS:,}"))


def _polygons(repaired: shapely.Geometry) -> shapely.Geometry:
    """Of what a repair left, the areas: lines and points are its waste."""
    parts = [part for part in shapely.get_parts(repaired, return_index=False) if part.geom_type in AREAS]
    return shapely.union_all(parts)


def as_geojson(area: shapely.Geometry) -> dict[str, Any]:
    """As it is stored: plain lists of numbers."""
    stored = mapping(area)
    return {"type": stored["type"], "coordinates": _lists(stored["coordinates"])}


def _lists(coordinates: Any) -> Any:
    return [_lists(part) for part in coordinates] if isinstance(coordinates, tuple | list) else coordinates


def read_line(read: shapely.Geometry) -> tuple[list[list[float]], float, float]:
    """A block's line as [lon, lat] pairs with its middle (lat, lon): of several parts the longest. A point is a line
    of one."""
    if read.geom_type == "MultiLineString":
        parts = shapely.get_parts(shapely.line_merge(read))
        read = max(parts, key=lambda part: part.length)
    middle = read if read.geom_type == "Point" else read.interpolate(0.5, normalized=True)
    tolerance = 1e-6
    while shapely.get_num_coordinates(read) > MOST_LINE_POINTS:
        read, tolerance = read.simplify(tolerance), tolerance * 4
    return _lists([tuple(point) for point in shapely.get_coordinates(read).tolist()]), middle.y, middle.x
