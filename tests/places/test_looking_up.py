"""Addresses and streets are found by what people type; the nearest block by a point; always through an index."""

import pytest
from sqlalchemy import select, text

from community.places.models import Address, Block
from community.places.queries import address_named, find_addresses, find_places, nearest_block
from community.places.rules import fold


def block(db, label, lat, lon, *, street="Larch St", line=None):
    made = Block(
        key=f"{label} {lat}",
        street=street,
        street_key=fold(street),
        label=label,
        lat=lat,
        lon=lon,
        line=line or [[lon - 0.001, lat], [lon + 0.001, lat]],
    )
    db.add(made)
    db.commit()
    return made


def address(db, label, lat=42.35, lon=-71.05):
    made = Address(key=label, label=label, label_key=fold(label), lat=lat, lon=lon)
    db.add(made)
    db.commit()
    return made


def labels(found):
    return [place.label for place in found]


def test_an_address_is_found_by_its_beginning(db):
    address(db, "5814 Larch St")
    address(db, "5816 Larch St")
    address(db, "12 Oak Ave")
    assert labels(find_places(db, "5814 la")) == ["5814 Larch St"]
    assert labels(find_places(db, "58")) == ["5814 Larch St", "5816 Larch St"]
    assert find_places(db, "99 Larch St") == []
    assert find_places(db, " ... ") == []


def test_a_whole_letter_head_leads_to_the_address(db):
    made = address(db, "5814 Larch St")
    assert labels(find_places(db, "5814 LARCH st., Larkport PA 19143")) == ["5814 Larch St"]
    assert address_named(db, "5814 Oak St, Larkport") is None
    assert address_named(db, "5814 larch st Larkport").id == made.id


def test_street_and_st_are_the_same_word(db):
    short = address(db, "5814 Larch St")
    written_out = address(db, "7 North Oak Avenue")
    block(db, "5700 block of Larch St", 42.31, -71.05)
    assert address_named(db, "5814 Larch Street, Larkport").id == short.id
    assert address_named(db, "7 N Oak Ave").id == written_out.id
    assert labels(find_places(db, "Larch Street")) == ["Larch St"]
    assert find_places(db, "Larch Court") == []


def test_a_street_is_found_once_with_all_its_blocks(db):
    block(db, "5700 block of Larch St", 42.31, -71.05)
    block(db, "5800 block of Larch St", 42.32, -71.05)
    block(db, "100 block of Lark Rd", 42.33, -71.05, street="Lark Rd")
    found = find_places(db, "larch")
    assert labels(found) == ["Larch St"]
    assert found[0].points == ((42.31, -71.05), (42.32, -71.05))
    assert labels(find_places(db, "lar")) == ["Larch St", "Lark Rd"]


def test_a_house_number_nobody_imported_leads_to_its_block(db):
    block(db, "5700 block of Larch St", 42.31, -71.05)
    made = block(db, "5800 block of Larch St", 42.32, -71.05)
    found = find_places(db, "5814 Larch St")
    assert [(place.kind, place.block_id) for place in found] == [("block", made.id)]
    assert labels(find_places(db, "9900 Larch St")) == ["Larch St"]


def test_what_was_typed_is_no_pattern(db):
    address(db, "5814 Larch St")
    for hostile in ("%", "_", "5814%", "' OR 1=1 --", "\0", "5" * 100_000, "\u202e4185", "٥٨١٤ Larch St"):
        assert labels(find_places(db, hostile)) in ([], ["5814 Larch St"])


def test_the_nearest_block_is_the_street_one_stands_on(db):
    larch = block(db, "5800 block of Larch St", 42.3200, -71.05)
    block(db, "5800 block of Oak Ave", 42.3210, -71.05, street="Oak Ave")
    assert nearest_block(db, 42.3201, -71.0508).id == larch.id


def test_a_long_block_is_found_from_its_far_end(db):
    lane = block(db, "Quarry Rd", 42.30, -71.05, street="Quarry Rd", line=[[-71.058, 42.30], [-71.042, 42.30]])
    assert nearest_block(db, 42.3002, -71.0570).id == lane.id


def test_far_from_every_street_there_is_no_block(db):
    block(db, "5800 block of Larch St", 42.32, -71.05)
    assert nearest_block(db, 42.33, -71.05) is None
    assert nearest_block(db, float("nan"), -71.05) is None


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (select(Address).where(Address.label_key >= "58", Address.label_key < "58\U0010ffff"), "label_key"),
        (select(Block).where(Block.street_key >= "la", Block.street_key < "la\U0010ffff"), "street_key"),
        (select(Block).where(Block.lat.between(42.31, 42.311), Block.lon.between(-71.1, -71.09)), "lat_lon"),
    ],
)
def test_look_ups_use_their_index(db, query, index):
    """With 3,000 rows, as the planner of each engine says itself."""
    db.add_all(
        Address(key=str(n), label=str(n), label_key=fold(f"{n} larch st"), lat=42.0 + n / 10000, lon=-71.0)
        for n in range(3000)
    )
    db.add_all(
        Block(
            key=str(n),
            street="x",
            street_key=f"street {n}",
            label="x",
            lat=42.0 + n / 10000,
            lon=-71.0 - n / 10000,
            line=[],
        )
        for n in range(3000)
    )
    db.commit()
    dialect = db.get_bind().dialect
    statement = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})).replace("%%", "%")
    if dialect.name == "postgresql":
        db.execute(text("ANALYZE address"))
        db.execute(text("ANALYZE block"))
        plan = db.connection().exec_driver_sql(f"EXPLAIN {statement}").all()
    else:
        plan = db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all()
    assert index in str(plan), plan


def test_addresses_stop_at_the_limit(db):
    for number in range(5):
        address(db, f"581{number} Larch St")
    assert len(find_addresses(db, "581", limit=3)) == 3
