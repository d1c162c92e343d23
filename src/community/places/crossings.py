"""A block or a corner found by what people and cities call it: the public addresses of our own posts are written so.

Lines of streets meet where one ends on another, a few meters off in some cities' files. Two streets may meet twice:
then words alone do not say where, and nothing is found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely
from shapely.ops import nearest_points
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from community.places.models import Block
from community.places.rules import (
    KINDS,
    METERS_PER_DEGREE,
    block_label,
    fold,
    meters_between,
    meters_per_degree_of_longitude,
)
from community.places.written import Written, beginnings, names_of_one, read_written, streets_meant

MEET_METERS = 12.0
"""Lines this near to each other meet."""
ONE_PLACE_METERS = 80.0
"""Meetings this near to each other are one corner, of a street with two roadways say; blocks called the same that are
this near are one block."""
MOST_STREETS = 60
"""Whose names begin with the words."""
MOST_BLOCKS = 2500
"""Of all streets that may be meant."""
Point = tuple[float, float]


@dataclass(frozen=True)
class FoundPlace:
    """An address, a block or a crossing (one point), or a street (one point for each of its blocks)."""

    kind: str
    label: str
    points: tuple[Point, ...]
    address_id: int | None = None
    block_id: int | None = None


def find_written(db: Session, text: str) -> FoundPlace | None:
    """The one block or corner that is written so; None when it is written otherwise, is the name of a street, there is
    none, or there are several. Three queries, all by the index of streets."""
    written = read_written(text)
    if written is None or _is_street(db, written):
        return None
    streets = _blocks_meant(db, written.names)
    if not streets[0]:
        return None
    if written.house is not None:
        return _one(block for block in streets[0] if block.label == block_label(block.street, written.house))
    return _stretch(streets, fold(text)) if len(written.names) > 2 else _corner(*streets)


def _is_street(db: Session, written: Written) -> bool:
    """Whether a street is called what could be a corner: Lewis and Clark Dr. A block has its number for a sign."""
    if not written.words:
        return False
    named = select(Block.id).where(Block.street_key.in_(names_of_one(written))).limit(1)
    return db.scalar(named) is not None


def _blocks_meant(db: Session, names: Sequence[str]) -> list[list[Block]]:
    """For each name the blocks of the streets it may mean."""
    spelled = {form for name in names for begun in beginnings(name) for form in begun}
    # "w" alone begins the name of half the streets of a city, and tells none of them from another.
    telling = sorted(form for form in spelled if not KINDS.issuperset(form.split()))
    begun = [and_(Block.street_key >= f"{form} ", Block.street_key < f"{form}!") for form in telling]
    exact = Block.street_key.in_(spelled)
    query = select(Block.street_key).where(or_(exact, *begun)).group_by(Block.street_key)
    query = query.order_by(exact.desc(), func.length(Block.street_key), Block.street_key)
    keys = list(db.scalars(query.limit(MOST_STREETS)))
    meant = [streets_meant(name, keys) for name in names]
    wanted = {key for some in meant for key in some}
    rows = db.scalars(select(Block).where(Block.street_key.in_(wanted)).order_by(Block.id).limit(MOST_BLOCKS)).all()
    return [[block for block in rows if block.street_key in some] for some in meant]


def _corner(some: Sequence[Block], others: Sequence[Block]) -> FoundPlace | None:
    """Where a street meets another, with a block of the first that ends there."""
    met = list(_meetings(some, others)) if others else []
    if not met or not _is_one_place([point for _block, _other, point in met]):
        return None
    block, other, point = met[0]
    return FoundPlace("crossing", f"{block.street} & {other.street}", (point,), block_id=block.id)


def _stretch(streets: Sequence[Sequence[Block]], words: str) -> FoundPlace | None:
    """The block of the first street that is called so, or that meets both others."""
    blocks, *others = streets
    named = [block for block in blocks if fold(block.label) == words]
    if not named and all(others):
        ends = [{block.id for block, _other, _point in _meetings(blocks, other)} for other in others]
        named = [block for block in blocks if all(block.id in end for end in ends)]
    return _one(iter(named))


def _one(blocks: Iterator[Block]) -> FoundPlace | None:
    """The first of blocks that are all in one place."""
    found = list(blocks)
    if not found or not _is_one_place([(block.lat, block.lon) for block in found]):
        return None
    return FoundPlace("block", found[0].label, ((found[0].lat, found[0].lon),), block_id=found[0].id)


def _meetings(some: Sequence[Block], others: Sequence[Block]) -> Iterator[tuple[Block, Block, Point]]:
    """The pairs of blocks of different streets that meet, and where, as latitude and longitude."""
    east = meters_per_degree_of_longitude(some[0].lat)
    lines = [_flat(block, east) for block in others]
    tree = shapely.STRtree(lines)
    for block in some:
        line = _flat(block, east)
        for at in sorted(tree.query(line, predicate="dwithin", distance=MEET_METERS).tolist()):
            if others[at].street_key != block.street_key:
                here = nearest_points(line, lines[at])[0]
                yield block, others[at], (round(here.y / METERS_PER_DEGREE, 6), round(here.x / east, 6))


def _flat(block: Block, east: float) -> shapely.Geometry:
    """The line of a block in meters."""
    points = [(lon * east, lat * METERS_PER_DEGREE) for lon, lat in block.line]
    return shapely.LineString(points) if len(points) > 1 else shapely.Point(points[0])


def _is_one_place(points: Sequence[Point]) -> bool:
    first = points[0]
    return all(meters_between(*first, *point) <= ONE_PLACE_METERS for point in points)
