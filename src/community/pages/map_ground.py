"""The ground of maps: which piece of it a page shows, outlines of boards, streets."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from sqlalchemy.orm import Session

from community.boards.atlas import Atlas, atlas_of
from community.boards.queries import BoardName
from community.errors import Refused
from community.i18n import N_, _
from community.places.drawing import Point, View, view_around
from community.places.ground import Box
from community.places.rules import LARGEST_LATITUDE, METERS_PER_DEGREE, is_point, read_point

NO_PLACE = N_("That is no place we can show. Look for an address, or open the map of a board.")
NARROWEST, WIDEST = 250.0, 60_000.0
"""Meters a map may show from left to right."""
NEAR = 700.0
"""Meters shown around a point when the address does not say."""
FARTHEST = 100_000.0
"""Meters from the nearest board: further away nobody of this city lives."""
PIXEL_METERS = 156_543.03
"""Of a tile map at the equator, at zoom 0."""


@dataclass(frozen=True)
class Outline:
    """A board's edge, in degrees, and its name."""

    id: int
    slug: str
    name: str
    shape: shapely.Geometry

    def rings(self, off: float = 0.0) -> list[list[Point]]:
        """Its outer edges (see ``rings_of``)."""
        return rings_of(self.shape, off)


def rings_of(shape: shapely.Geometry, off: float = 0.0) -> list[list[Point]]:
    """The outer edges of a shape in degrees, thinned out where a point is less than ``off`` degrees beside the line."""
    parts = shapely.get_parts(shapely.simplify(shape, off) if off else shape)
    return [[(y, x) for x, y in shapely.get_coordinates(part.exterior)] for part in parts if not part.is_empty]


def outlines(db: Session, boards: Sequence[BoardName]) -> list[Outline]:
    """Those of ``boards`` that have an edge, the largest first. One small query."""
    atlas = atlas_of(db)
    shapes = dict(zip(atlas.ids, atlas.shapes, strict=True))
    found = [
        Outline(board.id, board.slug, board.name, _in_degrees(atlas, shapes[board.id]))
        for board in boards
        if board.id in shapes
    ]
    return sorted(found, key=lambda outline: -outline.shape.area)


def shape_of(db: Session, board_id: int) -> shapely.Geometry | None:
    """The edge of one board in degrees, None when it has none. One small query."""
    atlas = atlas_of(db)
    if board_id not in atlas.ids:
        return None
    return _in_degrees(atlas, atlas.shapes[atlas.ids.index(board_id)])


def _in_degrees(atlas: Atlas, shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda c: c / (atlas.squeeze, 1.0))


def view_of_shapes(shapes: list[shapely.Geometry], width: int, height: int) -> View | None:
    """The view that holds them all; None without any."""
    if not shapes:
        return None
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(shapes))
    return view_around([(south, west), (north, east)], NARROWEST, width, height)


def read_view(params: Mapping[str, Any], usual: View | None, width: int, height: int) -> View:
    """The view that an address asks for (``at`` = "lat,lon", ``wide`` = meters), else the ``usual`` one. Raises
    Refused for what is no place on earth."""
    at, wide = str(params.get("at", "")), str(params.get("wide", ""))
    if not at and usual is None:
        raise Refused(_(NO_PLACE))
    lat, _comma, lon = at.partition(",")
    point = read_point(lat, lon) if at else None
    if at and point is None:
        raise Refused(_(NO_PLACE))
    meters = float(wide) if wide.isascii() and wide.isdigit() and len(wide) < 7 else 0.0
    if point is None and usual is not None:
        point, meters = (usual.lat, usual.lon), meters or usual.meters
    return View(*point or (0.0, 0.0), max(NARROWEST, min(WIDEST, meters or NEAR)), width, height)


def read_box(text: str) -> Box:
    """South, west, north, east as a browser sends them. Raises Refused for what is no piece of this earth."""
    try:
        south, west, north, east = (float(edge) for edge in text[:120].split(","))
    except ValueError:
        raise Refused(_(NO_PLACE)) from None
    if not all(map(math.isfinite, (south, west, north, east))):
        raise Refused(_(NO_PLACE))
    south, north = max(south, -LARGEST_LATITUDE), min(north, LARGEST_LATITUDE)
    if not (is_point(south, west) and is_point(north, east) and south < north and west < east):
        raise Refused(_(NO_PLACE))
    return south, west, north, east


def zoom_of(view: View) -> int:
    """The zoom of a tile map that shows about as much."""
    at_zero = PIXEL_METERS * math.cos(math.radians(view.lat))
    return max(1, min(19, round(math.log2(at_zero * view.scale))))


def is_near(shapes: Sequence[shapely.Geometry], lat: float, lon: float) -> bool:
    """Whether one of the boards is within a day's walk: else the point is of another city, or in the sea."""
    if not shapes or not is_point(lat, lon):
        return False
    off = shapely.distance(list(shapes), shapely.Point(lon, lat)).min()
    return float(off) * METERS_PER_DEGREE <= FARTHEST
