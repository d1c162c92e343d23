"""A point → its boards. The outlines of all boards stand in a tree in memory, one per process and database, built
anew when a boundary changed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

import numpy
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from community.boards.models import Board, Boundary
from community.places.ground import Box
from community.places.rules import METERS_PER_DEGREE, is_point

Fingerprint = tuple[int, datetime | None]


@dataclass(frozen=True)
class Atlas:
    """Outlines, smallest first. Longitudes are squeezed by ``squeeze``, so that near means near in every direction."""

    fingerprint: Fingerprint
    squeeze: float
    ids: tuple[int, ...]
    shapes: "numpy.ndarray[tuple[int], numpy.dtype[numpy.object_]]"
    tree: shapely.STRtree

    def at(self, lats: Sequence[float], lons: Sequence[float]) -> list[list[int]]:
        """For each point the ids of its boards, smallest first. Points must be points."""
        found: list[list[int]] = [[] for _point in lats]
        x, y = numpy.asarray(lons, dtype=float) * self.squeeze, numpy.asarray(lats, dtype=float)
        points, candidates = self.tree.query(shapely.points(x, y))
        inside = shapely.intersects_xy(self.shapes[candidates], x[points], y[points])
        for point, candidate in sorted(zip(points[inside].tolist(), candidates[inside].tolist(), strict=True)):
            found[point].append(self.ids[candidate])
        return found


_atlases: "WeakKeyDictionary[Pool, Atlas]" = WeakKeyDictionary()
"""By connection pool: the reading and the writing face of a database share one."""


def atlas_of(db: Session) -> Atlas:
    """The atlas as of now. One small query; all outlines are read only when one of them changed."""
    count, changed_at = db.execute(select(func.count(Boundary.board_id), func.max(Boundary.changed_at))).one()
    pool = db.get_bind().engine.pool
    atlas = _atlases.get(pool)
    if atlas is None or atlas.fingerprint != (count, changed_at):
        atlas = _atlases[pool] = _draw(db, (count, changed_at))
    return atlas


def boards_at(db: Session, lat: float, lon: float) -> list[int]:
    """Ids of the boards the point lies on, smallest first; none for what is no point."""
    return atlas_of(db).at([lat], [lon])[0] if is_point(lat, lon) else []


def boards_along(db: Session, paths: Sequence[Sequence[tuple[float, float]]]) -> list[list[int]]:
    """For each path the ids of the boards its points lie on, in their order. One query, however many paths."""
    atlas, found = atlas_of(db), []
    for path in paths:
        points = [point for point in path if is_point(*point)]
        boards = atlas.at([lat for lat, _lon in points], [lon for _lat, lon in points])
        found.append(list(dict.fromkeys(board_id for on_point in boards for board_id in on_point)))
    return found


def ground_of_boards(db: Session) -> Box | None:
    """The ground that holds every board, in degrees; None where no board has an outline. One query."""
    atlas = atlas_of(db)
    if not atlas.ids:
        return None
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(atlas.shapes))
    return south, west / atlas.squeeze, north, east / atlas.squeeze


def nearest_board(db: Session, lat: float, lon: float) -> int | None:
    """Id of the board nearest to the point; None where there is no board, or no point."""
    atlas = atlas_of(db)
    if not atlas.ids or not is_point(lat, lon):
        return None
    return atlas.ids[int(atlas.tree.nearest(shapely.Point(lon * atlas.squeeze, lat)))]


def meters_to_nearest(db: Session, lat: float, lon: float) -> float | None:
    """How far the point lies from the nearest board, 0 on one; None where there is no board, or no point."""
    atlas = atlas_of(db)
    if not atlas.ids or not is_point(lat, lon):
        return None
    point = shapely.Point(lon * atlas.squeeze, lat)
    return float(shapely.distance(point, atlas.shapes[atlas.tree.nearest(point)])) * METERS_PER_DEGREE


def _draw(db: Session, fingerprint: Fingerprint) -> Atlas:
    """Read every outline and build the tree."""
    query = select(Board.id, Boundary.geometry).join(Boundary, Boundary.board_id == Board.id)
    rows = db.execute(query.order_by(Board.area, Board.id)).all()
    outlines = [shapely.geometry.shape(geometry) for _id, geometry in rows]
    middle = shapely.total_bounds(outlines)[[1, 3]].mean() if outlines else 0.0
    squeeze = math.cos(math.radians(float(middle)))
    shapes = numpy.empty(len(outlines), dtype=object)
    shapes[:] = [shapely.transform(outline, lambda c: c * (squeeze, 1.0)) for outline in outlines]
    shapely.prepare(shapes)
    return Atlas(fingerprint, squeeze, tuple(board_id for board_id, _geometry in rows), shapes, shapely.STRtree(shapes))
