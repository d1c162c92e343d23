"""Blocks and corners are found as our own pages and GeoReport write them; what is ambiguous or unknown is not."""

import pytest

from community.places.models import Block
from community.places.queries import find_places
from community.places.rules import fold
from tests.counting import asked

SOUTH, WEST, STEP = 42.31, -71.06, 0.002


@pytest.fixture
def grid(db):
    """Quay, Ferry and Ellery St run east, 60th and 61st St north, and Ferry Ave far away in the south."""
    for row, street in enumerate(("Quay St", "Ferry St", "Ellery St")):
        for column in range(3):
            lay(db, street, f"{5900 + 100 * column} block of {street}", (column - 1, row), (column, row))
    for column in range(2):
        street = f"{60 + column}th St" if not column else "61st St"
        for row, between in enumerate(("Quay and Ferry", "Ferry and Ellery")):
            lay(db, street, f"{street} between {between}", (column, row), (column, row + 1))
    lay(db, "Ferry Ave", "First block of Ferry Ave", (0, -9), (1, -9))
    db.commit()


def lay(db, street, label, start, end):
    line = [[WEST + x * STEP, SOUTH + y * STEP] for x, y in (start, end)]
    (west, south), (east, north) = line
    key = f"{label} {south} {west}"
    middle = {"lat": (south + north) / 2, "lon": (west + east) / 2}
    db.add(Block(key=key, street=street, street_key=fold(street), label=label, line=line, **middle))


def found(db, text):
    return [(place.kind, place.label) for place in find_places(db, text)]


@pytest.mark.usefixtures("grid")
@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("5900 block of Quay St", "block", "5900 block of Quay St"),
        ("The 6000 Block of quay street, Larkport", "block", "6000 block of Quay St"),
        ("6000 block quay", "block", "6000 block of Quay St"),
        ("First block of Ferry Ave", "block", "First block of Ferry Ave"),
        ("60th and Ellery", "crossing", "60th St & Ellery St"),
        ("60th St and Ellery St", "crossing", "60th St & Ellery St"),
        ("60th & Ellery St", "crossing", "60th St & Ellery St"),
        ("Ellery @ 61st, Larkport PA 19143", "crossing", "Ellery St & 61st St"),
        ("corner of 61st Street and Quay Street Larkport", "crossing", "61st St & Quay St"),
        ("esquina de 60th y Ellery", "crossing", "60th St & Ellery St"),
        # Ferry St and Ferry Ave: only one of them meets 60th.
        ("60th and Ferry", "crossing", "60th St & Ferry St"),
        ("60th St between Quay and Ferry", "block", "60th St between Quay and Ferry"),
        ("60th between Ferry St & Quay", "block", "60th St between Quay and Ferry"),
        ("Quay entre 60th y 61st", "block", "6000 block of Quay St"),
    ],
)
def test_one_place_is_found(db, text, kind, label):
    assert found(db, text) == [(kind, label)]


@pytest.mark.usefixtures("grid")
def test_a_corner_lies_where_the_streets_meet_with_a_block_that_ends_there(db):
    [corner] = find_places(db, "60th and Ellery")
    assert corner.points == ((round(SOUTH + 2 * STEP, 6), round(WEST, 6)),)
    assert db.get(Block, corner.block_id).label == "60th St between Ferry and Ellery"


@pytest.mark.usefixtures("grid")
@pytest.mark.parametrize(
    "text",
    ["Quay and Ellery", "60th and Nowhere", "Nowhere & 60th", "8800 block of Quay St", "block of Quay", "and", "@"],
)
def test_what_is_not_there_is_not_found(db, text):
    assert found(db, text) == []


@pytest.mark.usefixtures("grid")
def test_two_corners_of_the_same_two_streets_are_left_to_be_asked(db):
    # A stretch of two blocks is none; its street is, as before.
    assert found(db, "60th St between Quay and Ellery") == [("street", "60th St")]
    lay(db, "60th St", "60th St between Mill and Rope", (1, -1), (1, 0))
    db.commit()
    assert found(db, "60th and Quay") == []
    lay(db, "Quay St", "6000 block of Quay St", (0, -5), (1, -5))
    db.commit()
    assert found(db, "6000 block of Quay St") == []


@pytest.mark.usefixtures("grid")
def test_a_street_whose_name_says_and_is_still_found(db):
    lay(db, "Rock and Roll Ave", "6000 block of Rock and Roll Ave", (0, 5), (1, 5))
    db.commit()
    assert found(db, "rock and roll avenue") == [("street", "Rock and Roll Ave")]


@pytest.mark.usefixtures("grid")
@pytest.mark.parametrize("written", ["Quay and Sixtieth Dr", "Quay & Sixtieth Dr"])
def test_a_street_called_like_a_corner_is_the_street(db, written):
    lay(db, "Sixtieth St", "Sixtieth St between Quay and Ferry", (0, 0), (0, 1))
    lay(db, written, f"100 block of {written}", (5, 9), (6, 9))
    db.commit()
    for text in (written, written.lower(), f"{written}ive, Larkport"):
        assert found(db, text) == [("street", written)], text
    assert found(db, "Quay and Sixtieth") == [("crossing", "Quay St & Sixtieth St")]


@pytest.mark.usefixtures("grid")
def test_among_very_many_streets_to_the_west_the_one_that_is_named_is_found(db):
    for number in range(1, 130):
        lay(db, f"W {number}th St", f"100 block of W {number}th St", (20 + number, 0), (20 + number, 1))
    lay(db, "Columbus Ave", "Columbus Ave between 1st and Last", (20, 0), (160, 0))
    db.commit()
    for text in ("W 60th St & Columbus Ave", "Columbus and West 60th", "w 60th and columbus"):
        assert [kind for kind, _label in found(db, text)] == ["crossing"], text
    assert found(db, "100 block of W 60th St") == [("block", "100 block of W 60th St")]


@pytest.mark.usefixtures("grid")
def test_the_queries_do_not_grow_with_the_streets(db, engines):
    with asked(engines) as few:
        find_places(db, "60th and Ellery")
    for row in range(40):
        lay(db, f"Ellery{row} St", f"Ellery{row} St", (0, row), (1, row))
    db.commit()
    with asked(engines) as many:
        find_places(db, "60th and Ellery")
    assert (len(few), len(many)) == (5, 5)
