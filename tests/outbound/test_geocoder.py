"""The geocoder: asked for what our own index does not know; away or talking nonsense it costs nobody a post."""

import json
from urllib.parse import quote

import pytest

from community import clock
from community.boards.atlas import ground_of_boards
from community.pages.place_search import look_for
from community.pages.search_page import search_page
from community.places.geocoder import Geocoder, read_places
from community.search.forms import read_search
from community.settings import SettingsError, read_settings
from tests.outbound.hostile_server import hostile
from tests.outbound.world import world

NOMINATIM = [{"display_name": "5814 Larch St, Larkport", "lat": "42.35", "lon": "-71.05"}]
PHOTON = {
    "features": [
        {
            "geometry": {"type": "Point", "coordinates": [-71.05, 42.35]},
            "properties": {"housenumber": "5814", "street": "Larch St", "city": "Larkport"},
        }
    ]
}
FOUND = [("5814 Larch St, Larkport", 42.35, -71.05)]


def test_both_services_are_read_alike():
    assert read_places("nominatim", NOMINATIM) == FOUND
    assert read_places("photon", PHOTON) == FOUND


@pytest.mark.parametrize("kind", ["nominatim", "photon"])
@pytest.mark.parametrize(
    "answer",
    [None, [], {}, 7, "x", [None], [[]], {"features": [{"geometry": {"coordinates": ["x"]}, "properties": {}}]},
     [{"display_name": "North Pole", "lat": "90", "lon": "0"}], [{"display_name": "x", "lat": "nan", "lon": "inf"}],
     {"features": [{"geometry": {"coordinates": [1e999, 5]}, "properties": {"name": "x"}}]}, {"features": "x"}],
)  # fmt: skip
def test_nonsense_is_no_place(kind, answer):
    assert read_places(kind, answer) == []


def test_it_is_asked_once_for_the_same_words_and_not_twice_in_a_second():
    with hostile() as server:
        geocoder = Geocoder("nominatim", f"{server.url}/say/{quote(json.dumps(NOMINATIM))}#", "127.0.0.1/32")
        geocoder.find("larch")
        geocoder.find("larch")
        assert geocoder.find("another") == []
        assert len(server.asked) == 1


@pytest.mark.parametrize("path", ["hang", "vanish", "endless", "nonsense", "redirect/169.254.169.254/", "hello"])
def test_a_service_that_is_away_finds_nothing(path):
    with hostile() as server:
        geocoder = Geocoder("photon", f"{server.url}/{path}", "127.0.0.1/32")
        assert geocoder.find("5814 Larch St") == []


def test_it_is_not_asked_inside_our_own_walls():
    with hostile() as server:
        assert Geocoder("nominatim", server.url).find("larch") == []
        assert server.asked == []


def test_the_search_page_asks_it_for_an_address_we_do_not_know_and_for_nothing_else(db, made):
    with hostile() as server:
        address = f"{server.url}/say/{quote(json.dumps(NOMINATIM))}#"

        def found(text):
            fresh = Geocoder("nominatim", address, "127.0.0.1/32")
            places = search_page(db, read_search({"q": text}), clock.now(), fresh)["found"].places
            return [(label, [board.slug for board in boards]) for label, boards in places]

        assert found("mattress") == found("311 4") == found("juniper") == []
        assert server.asked == []
        assert found("5814 Larch St") == [("5814 Larch St, Larkport", ["juniper-square"])]
        assert len(server.asked) == 1
        assert search_page(db, read_search({"q": "5814 Larch St"}), clock.now())["found"].places == []


@pytest.mark.parametrize("kind", ["nominatim", "photon"])
def test_of_all_streets_of_that_name_in_the_world_it_finds_the_one_of_our_boards(db, made, kind):
    with world() as address:
        nowhere = Geocoder(kind, address, "127.0.0.1/32").find("5814 Larch St")
        assert "5814 Larch St, Larkport" not in [label for label, _lat, _lon in nowhere]
        assert len(nowhere) == 5
        looked = look_for(db, Geocoder(kind, address, "127.0.0.1/32"), "5814 Larch St")
        assert [place.label for place in looked.places] == ["5814 Larch St, Larkport"]


def test_a_city_without_boards_has_no_ground(db):
    assert ground_of_boards(db) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tiles_url", "https://{s}.tiles.example/{z}/{x}/{y}.png"),
        ("tiles_url", "https://tiles.example/z/x/y.png"),
        ("tiles_url", "https://tiles.example; script-src */{z}/{x}/{y}"),
        ("geocoder", "google"),
        ("geocoder", "photon"),
        ("outbound_open", "everything"),
    ],
)
def test_settings_that_cannot_work_are_refused_by_name(name, value):
    with pytest.raises(SettingsError, match=name):
        read_settings({f"community.{name}": value}, {})
