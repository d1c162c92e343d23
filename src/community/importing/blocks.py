"""All blocks of the city in one tree, for importers that place many points; pages ask ``places.queries``."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.places.models import Block
from community.places.queries import NEAR_METERS
from community.places.rules import METERS_PER_DEGREE, meters_per_degree_of_longitude

CORNER_METERS = 60.0
"""A house on a corner may stand nearer to the cross street: within this the block of its own street is taken."""


@dataclass(frozen=True)
class BlockName:
    """A block without its line. It has what ``places.rules.public_place`` asks for."""

    id: int
    street_key: str
    label: str
    lat: float
    lon: float


class Blocks:
    """Lines in flat meters around the middle of the city."""

    def __init__(self, db: Session) -> None:
        columns = select(Block.id, Block.street_key, Block.label, Block.lat, Block.lon, Block.line)
        self._names: list[BlockName] = []
        lines: list[list[list[float]]] = []
        for *name, line in db.execute(columns.order_by(Block.id).execution_options(yield_per=5000)):
            self._names.append(BlockName(*name))
            lines.append(line)
        middle = float(numpy.mean([name.lat for name in self._names])) if self._names else 0.0
        self._scale = numpy.array([meters_per_degree_of_longitude(middle), METERS_PER_DEGREE])
        self._tree = shapely.STRtree([self._flat(line) for line in lines])

    def near(self, points: Sequence[tuple[float, float]], streets: Sequence[str] = ()) -> list[BlockName | None]:
        """For each (lat, lon) its nearest block within 250 m. ``streets`` are folded addresses that go with the
        points: near a corner the block of that street is taken."""
        found: list[BlockName | None] = [None] * len(points)
        if not self._names or not points:
            return found
        flat = shapely.points(numpy.array([(lon, lat) for lat, lon in points]) * self._scale)
        at, blocks = self._tree.query_nearest(flat, max_distance=NEAR_METERS)
        for point, block in zip(at.tolist(), blocks.tolist(), strict=True):
            found[point] = found[point] or self._names[block]
        for point, street in enumerate(streets):
            near = found[point]
            if near is not None and not _names(street, near):
                found[point] = self._of_street(flat[point], street) or near
        return found

    def _of_street(self, point: shapely.Geometry, address: str) -> BlockName | None:
        """The nearest block of the street the address names, within a corner's reach."""
        candidates = self._tree.query(point, predicate="dwithin", distance=CORNER_METERS).tolist()
        named = [number for number in candidates if _names(address, self._names[number])]
        lines = self._tree.geometries
        return self._names[min(named, key=lambda number: (lines[number].distance(point), number))] if named else None

    def _flat(self, line: list[list[float]]) -> shapely.Geometry:
        flat = numpy.array(line, dtype=float) * self._scale
        return shapely.LineString(flat) if len(flat) > 1 else shapely.Point(flat[0])


def _names(address: str, block: BlockName) -> bool:
    """Whether the folded address names the street of the block."""
    return f" {block.street_key} " in f" {address} "
