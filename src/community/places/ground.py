"""The streets of a piece of ground, for maps."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from community.places.drawing import BlockLine
from community.places.models import Block
from community.places.rules import METERS_PER_DEGREE, is_point, meters_per_degree_of_longitude

Box = tuple[float, float, float, float]
"""South, west, north, east."""
AROUND_METERS = 150.0
"""A block is known by its middle: how far outside the box one is still looked for."""
MOST_BLOCKS = 4000
"""Read for one map; of a denser piece of ground those nearest to its middle."""
NORTHWARD = Block.lat - bindparam("middle_lat")
EASTWARD = (Block.lon - bindparam("middle_lon")) * bindparam("squeeze")
WITHIN = (
    select(Block.id, Block.label, Block.street, Block.lat, Block.lon, Block.line)
    .where(
        Block.lat.between(bindparam("south"), bindparam("north")),
        Block.lon.between(bindparam("west"), bindparam("east")),
    )
    .order_by(NORTHWARD * NORTHWARD + EASTWARD * EASTWARD, Block.id)
    .limit(bindparam("most"))
)


def widened(box: Box, meters: float) -> Box:
    """The box, so much larger on every side."""
    south, west, north, east = box
    rows, columns = meters / METERS_PER_DEGREE, meters / meters_per_degree_of_longitude((south + north) / 2)
    return south - rows, west - columns, north + rows, east + columns


def blocks_within(db: Session, box: Box, most: int = MOST_BLOCKS) -> list[BlockLine]:
    """The blocks in the box or at its edge; none for a box that is no place on earth. One query."""
    south, west, north, east = widened(box, AROUND_METERS)
    if not (is_point(south, west) and is_point(north, east)):
        return []
    values = {"south": south, "west": west, "north": north, "east": east, "most": most}
    values |= {"middle_lat": (south + north) / 2, "middle_lon": (west + east) / 2}
    values["squeeze"] = meters_per_degree_of_longitude(values["middle_lat"]) / METERS_PER_DEGREE
    return [
        BlockLine(number, label, street, lat, lon, tuple((y, x) for x, y in line))
        for number, label, street, lat, lon, line in db.connection().execute(WITHIN, values)
    ]
