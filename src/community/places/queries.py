"""Addresses, streets and blocks, found by what people type and by a point."""

from collections.abc import Sequence

import shapely
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from community.places.crossings import FoundPlace, find_written
from community.places.models import Address, Block
from community.places.rules import (
    METERS_PER_DEGREE,
    block_label,
    fold,
    is_point,
    meters_per_degree_of_longitude,
    spellings,
)

LAST_LETTER = chr(0x10FFFF)
"""Sorts after every letter: the end of a range of prefixes."""
NEAR_METERS, FAR_METERS = 250.0, 800.0
"""Half sides of the boxes in which a block is looked for: first the small one."""
CLOSE_ENOUGH_METERS = 60.0
"""A street this near is the one meant: the larger box is not asked."""
MOST_BLOCKS = 600
"""Of one street: no real one has more, and a page reads no more."""


def find_places(db: Session, text: str, limit: int = 10) -> list[FoundPlace]:
    """What the city imported that starts with ``text``: addresses first, then streets. ``text`` may go on after the
    address (city, ZIP code), and a house number the city did not import leads to its block; so do a block and a corner
    as people write them. At most eight queries."""
    words = fold(text)
    if not words:
        return []
    found = find_addresses(db, text, limit)
    if not found and (written := find_written(db, text)):
        return [written]
    return found + _find_streets(db, words, limit - len(found)) if len(found) < limit else found


def find_addresses(db: Session, text: str, limit: int = 10) -> list[FoundPlace]:
    """Addresses that start with ``text``; where none does, those with which ``text`` starts. At most two queries."""
    words = fold(text)
    if not words:
        return []
    query = select(Address).order_by(Address.label_key, Address.id).limit(limit)
    rows = db.scalars(query.where(_starts(Address.label_key, words))).all()
    rows = rows or db.scalars(query.where(Address.label_key.in_(_beginnings(words)))).all()
    return [
        FoundPlace("address", row.label, ((row.lat, row.lon),), address_id=row.id, block_id=row.block_id)
        for row in rows
    ]


def address_named(db: Session, text: str) -> Address | None:
    """The address people mean by ``text``: the same words, or followed by city and ZIP code. None: no such one."""
    query = select(Address).where(Address.label_key.in_(_beginnings(fold(text))))
    return max(db.scalars(query.limit(20)), key=lambda row: len(row.label_key), default=None)


def places_named(db: Session, texts: Sequence[str]) -> list[FoundPlace]:
    """The addresses called exactly so; for the others their blocks or streets. In the order of ``texts``. Two
    queries."""
    keys = [fold(text) for text in texts]
    rows = db.scalars(select(Address).where(Address.label_key.in_(keys)).order_by(Address.id).limit(MOST_BLOCKS))
    found = {
        row.label_key: FoundPlace("address", row.label, ((row.lat, row.lon),), row.id, row.block_id) for row in rows
    }
    houses = {key: _house(key) for key in keys if key not in found}
    streets = _blocks_of(db, [name for _number, name in houses.values()])
    found |= {key: _street(streets[name], number) for key, (number, name) in houses.items() if name in streets}
    return [found[key] for key in keys if key in found]


def address_by_id(db: Session, address_id: int) -> Address | None:
    """The imported address with this id."""
    return db.get(Address, address_id)


def block_by_id(db: Session, block_id: int) -> Block | None:
    """The block with this id."""
    return db.get(Block, block_id)


def nearest_block(db: Session, lat: float, lon: float) -> Block | None:
    """The block whose street runs nearest to the point, at most 250 m away. One query, or two where streets are
    few."""
    if not is_point(lat, lon):
        return None
    best, distance = _nearest(db, lat, lon, NEAR_METERS)
    if distance > CLOSE_ENOUGH_METERS:
        best, distance = _nearest(db, lat, lon, FAR_METERS)
    return best if distance <= NEAR_METERS else None


def _nearest(db: Session, lat: float, lon: float, meters: float) -> tuple[Block | None, float]:
    """The nearest of the blocks with their middle in the box, and how far it is."""
    rows, columns = meters / METERS_PER_DEGREE, meters / meters_per_degree_of_longitude(lat)
    box = and_(Block.lat.between(lat - rows, lat + rows), Block.lon.between(lon - columns, lon + columns))
    ranked = [(_meters_to(block, lat, lon), block.id, block) for block in db.scalars(select(Block).where(box))]
    distance, _id, block = min(ranked, default=(float("inf"), 0, None))
    return block, distance


def _meters_to(block: Block, lat: float, lon: float) -> float:
    """From the point to the line of the block, flat."""
    east = meters_per_degree_of_longitude(lat)
    flat = [((x - lon) * east, (y - lat) * METERS_PER_DEGREE) for x, y in block.line]
    shape = shapely.LineString(flat) if len(flat) > 1 else shapely.Point(flat[0])
    return float(shape.distance(shapely.Point(0, 0)))


def _find_streets(db: Session, words: str, limit: int) -> list[FoundPlace]:
    """Streets that start with the words; after a house number, the block it lies on."""
    house, name = _house(words)
    return [_street(blocks, house) for blocks in _blocks_of(db, _street_keys(db, name, limit)).values()]


def _house(words: str) -> tuple[int | None, str]:
    """The house number in front, if there is one, and the rest."""
    number, _space, rest = words.partition(" ")
    numbered = rest and number.isascii() and number.isdigit() and len(number) <= 6
    return (int(number), rest) if numbered else (None, words)


def _blocks_of(db: Session, keys: Sequence[str]) -> dict[str, list[tuple[str, str, float, float, int]]]:
    """Street, label, middle and id of the blocks of these streets."""
    columns = select(Block.street_key, Block.street, Block.label, Block.lat, Block.lon, Block.id)
    query = columns.where(Block.street_key.in_(keys)).order_by(Block.street_key, Block.id)
    streets: dict[str, list[tuple[str, str, float, float, int]]] = {}
    if not keys:
        return streets
    for key, street, label, lat, lon, block_id in db.execute(query.limit(MOST_BLOCKS * max(1, len(keys)))):
        streets.setdefault(key, []).append((street, label, lat, lon, block_id))
    return streets


def _street_keys(db: Session, words: str, limit: int) -> list[str]:
    """Names of streets that start with the words; where none does, those with which the words start."""
    query = select(Block.street_key).distinct().order_by(Block.street_key).limit(limit)
    keys = db.scalars(query.where(_starts(Block.street_key, words))).all()
    return list(keys or db.scalars(query.where(Block.street_key.in_(_beginnings(words)))).all())


def _street(blocks: Sequence[tuple[str, str, float, float, int]], house: int | None) -> FoundPlace:
    """The block with the house number, else the whole street."""
    street = blocks[0][0]
    if house is not None:
        for _street_name, label, lat, lon, block_id in blocks:
            if label == block_label(street, house):
                return FoundPlace("block", label, ((lat, lon),), block_id=block_id)
    return FoundPlace("street", street, tuple((lat, lon) for _name, _label, lat, lon, _id in blocks))


def _starts(column: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    """The column starts with the words. A range, not LIKE: both engines then use the index."""
    return and_(column >= words, column < words + LAST_LETTER)


def _beginnings(words: str) -> list[str]:
    """ "5814 larch st boston" → itself, "5814 larch st", "5814 larch", each as cities spell it: a number alone or one
    word names no place."""
    parts = words.split()
    begun = [" ".join(parts[:count]) for count in range(len(parts), 1, -1)][:12] or [words]
    return [spelled for beginning in begun for spelled in spellings(beginning)]
