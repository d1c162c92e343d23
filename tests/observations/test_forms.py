"""A form is read without looking anything up, keeps what was typed, and never fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webob.multidict import MultiDict

from community.observations.forms import read_observation
from tests import hostile

GOOD = {"title": "Tires by the steps", "place": "5814 Larch St"}
FIELDS = (
    "title",
    "description",
    "kind",
    "place",
    "landmark",
    "lat",
    "lon",
    "nameless",
    "client_id",
    "chosen",
    "answer.size",
)


def read(**fields):
    return read_observation(MultiDict(GOOD | fields))


def test_a_good_form_has_words_and_no_errors():
    form = read(kind="7", nameless="1", client_id="abcdefgh1", lat="42.35", lon="-71.05")
    assert form.errors == {}
    assert form.words.service_id == 7
    assert form.words.nameless
    assert form.words.client_id == "abcdefgh1"
    assert (form.words.spot.lat, form.words.spot.lon) == (42.35, -71.05)


def test_an_empty_form_names_what_is_missing():
    form = read_observation(MultiDict())
    assert set(form.errors) == {"title", "place"}
    assert form.words is None


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", [*hostile.VALUES, hostile.LONG])
def test_hostile_values_are_refused_or_cleaned(field, value):
    form = read(**{field: value})
    assert form.words is None or len(form.words.title) <= 120
    assert "\x00" not in str(form.values)
    assert "\u202e" not in str({name: value for name, value in form.values.items() if name != "answers"})


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_point_is_whole_and_on_this_earth_or_none(lat, lon):
    form = read(lat=lat, lon=lon)
    if form.words:
        spot = form.words.spot
        assert (spot.lat is None) == (spot.lon is None)
        assert spot.lat is None or (abs(spot.lat) <= 90 and abs(spot.lon) <= 180)


@pytest.mark.parametrize("kind", ["0", "-1", "1.5", "x", "9" * 30, "٣"])
def test_a_kind_that_cannot_be_is_refused(kind):
    assert "kind" in read(kind=kind).errors
