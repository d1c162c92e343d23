"""Misspelled streets are found, the same on both engines; what is far from all of them is not."""

import pytest
from sqlalchemy import select

from community.places.actions import learn_streets
from community.places.alike import addresses_alike
from community.places.models import Street
from community.places.rules import fold
from community.places.typos import distance, typos_allowed
from tests.cast import city
from tests.pages.test_plans import SCANS, plans_of
from tests.places.test_looking_up import address, block

STREETS = (
    "Larch St", "Lark Rd", "March Ave", "Oak Ave", "Ash St", "Juniper Square", "Massachusetts Ave", "North 57th St",
    "Martin Luther King Jr Blvd", "São João St", "Saint Odile Ct", "Elm St",
)  # fmt: skip


@pytest.fixture
def streets(db):
    learn_streets(db, {fold(name): name for name in STREETS})
    db.commit()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5814 Larsh St", "5814 Larch St"),
        ("5814 larhc", "5814 Larch St"),
        ("5814 Lach street, Larkport PA", "5814 Larch St"),
        ("jumiper sqare", "Juniper Square"),
        ("77 Massachusets Avenue", "77 Massachusetts Ave"),
        ("martin luter king", "Martin Luther King Jr Blvd"),
        ("Sao Jaoo", "São João St"),
        ("12b Oka Ave", "12b Oak Ave"),
        ("saint odille court", "Saint Odile Ct"),
    ],
)
def test_the_street_that_was_meant_comes_first(db, streets, typed, meant):
    assert addresses_alike(db, typed)[0] == meant


@pytest.mark.parametrize(
    "typed", ["", " ... ", "Zzyzx", "5814", "q", "%", "\0", "' OR 1=1 --", "x" * 100_000, "北京路"]
)
def test_what_is_far_from_every_street_finds_none(db, streets, typed):
    assert addresses_alike(db, typed) == []


def test_letters_added_left_out_changed_and_swapped_count_one_each():
    assert [distance("larch", other) for other in ("larch", "lach", "larchh", "lerch", "lacrh", "oak")] == [
        0,
        1,
        1,
        1,
        1,
        4,
    ]
    assert [typos_allowed(length) for length in (2, 3, 5, 12)] == [0, 1, 2, 3]


def test_a_street_is_learned_once(db, streets):
    assert learn_streets(db, {fold("Larch St"): "Larch St", fold("Pine St"): "Pine St"}) == 1
    assert db.scalar(select(Street.name).where(Street.key == "pine st")) == "Pine St"


def test_the_look_up_page_offers_what_was_meant(db, visitor):
    city(db)
    block(db, "5800 block of Larch St", 42.35, -71.05)
    address(db, "5814 Larch St", 42.35, -71.05)
    learn_streets(db, {"larch st": "Larch St"})
    db.commit()
    page = visitor.get("/find?q=5814+Larsh+St").text
    assert "5814 Larch St" in page
    assert "Nothing is spelled" in page


def test_typos_are_forgiven_through_an_index(db, engines, visitor, streets):
    city(db)
    scan = SCANS[engines.writing.dialect.name]
    plans = plans_of(engines, visitor, "/find?q=5814+Larsh+St")
    assert [statement for statement, plan in plans if scan.search(plan)] == []
    [plan] = [plan for statement, plan in plans if "FROM street JOIN street_pair" in statement]
    assert "street_pair" in plan
    assert "SCAN street_pair" not in plan
