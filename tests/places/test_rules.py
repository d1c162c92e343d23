"""Folding, points, and what the public sees of a place."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.places.rules import (
    LONGEST_KEY,
    block_label,
    fold,
    is_point,
    meters_between,
    public_place,
    public_point,
    read_point,
)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("5814 Larch St.", "5814 larch st"),
        ("  ČECH   Straße, 5 ", "cech strasse 5"),
        ("O'Neill_Way", "o neill way"),
        ("１２ Main", "12 main"),
        ("\0\0", ""),
        ("...", ""),
    ],
)
def test_the_same_words_fold_to_the_same_key(typed, folded):
    assert fold(typed) == folded


@given(st.text(max_size=1000))
def test_folding_twice_changes_nothing_and_fits_the_column(text):
    key = fold(text)
    assert fold(key) == key
    assert len(key) <= LONGEST_KEY
    assert "\0" not in key


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("", ""), ("nan", "1"), ("1", "inf"), ("90", "0"), ("-86", "0"), ("42", "181"), ("north", "1"), ("1e400", "0")],
)
def test_what_is_no_point_is_none(lat, lon):
    assert read_point(lat, lon) is None


def test_a_point_is_read():
    assert read_point(" 42.3", "-71.05") == (42.3, -71.05)
    assert not is_point(None, 1.0)


@given(st.floats(-84, 84), st.floats(-179, 179))
def test_the_public_point_is_near_and_hides_the_exact_one(lat, lon):
    cell = public_point(lat, lon)
    assert meters_between(*cell, lat, lon) < 110
    assert all(math.isfinite(number) for number in cell)
    assert public_point(*cell) == cell, "a cell stands for itself: nothing more can be learned by asking again"


def test_two_doors_of_one_house_show_the_same_cell():
    assert public_point(42.30010, -71.05010) == public_point(42.30012, -71.05012)


def test_without_streets_the_public_sees_no_address():
    assert public_place(42.3, -71.05, None).place == ""


def test_blocks_are_called_as_people_call_them():
    assert block_label("Larch St", 5814) == "5800 block of Larch St"
    assert block_label("Larch St", 12) == "First block of Larch St"
    assert block_label("Larch St", None) == "Larch St"
