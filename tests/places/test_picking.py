"""Putting the pin without scripts: by a tap, by buttons, by an address, and by one that is spelled wrong."""

import re

import pytest

from community.places.actions import learn_streets
from community.places.rules import fold
from tests.cast import city
from tests.places.test_looking_up import address, block

POST = "/b/juniper-square/post"
TYPED = {"title": "Tires by the steps", "description": "Five of them", "landmark": "by the hydrant", "nameless": "1"}


def field(page, name):
    return page.html.find(attrs={"name": name})["value"]


def says(page):
    return page.html.find(id="pick-says").get_text()


@pytest.fixture
def town(db):
    made = city(db)
    block(db, "5800 block of Larch St", 42.35, -71.05)
    address(db, "5814 Larch St", 42.3502, -71.0503)
    learn_streets(db, {fold(name): name for name in ("Larch St", "Oak Ave")})
    db.commit()
    return made


def test_a_tap_puts_the_pin_where_it_was_and_keeps_what_was_typed(town, visitor):
    page = visitor.post(
        f"{POST}?drawn=280", 200, view="42.350000,-71.050000,340", **TYPED, **{"pin.x": "210", "pin.y": "89"}
    )
    assert (field(page, "lat"), field(page, "lon")) == ("42.350005", "-71.048967")
    assert field(page, "title") == TYPED["title"]
    assert page.html.find("textarea", attrs={"name": "description"}).get_text().strip() == TYPED["description"]
    assert page.html.find("input", attrs={"name": "nameless", "value": "1"}).has_attr("checked")
    assert field(page, "place") == "5800 block of Larch St"
    assert says(page) == "The pin is here: 5800 block of Larch St."
    assert "m-pin" in str(page.html.find(id="pick"))


def test_the_same_tap_on_a_wider_picture_is_the_same_place(town, visitor):
    points = []
    for wide in (280, 320, 352, 480):
        tap = {"pin.x": str(wide * 3 // 4), "pin.y": str(wide * 230 // 720)}
        page = visitor.post(f"{POST}?drawn={wide}", 200, view="42.35,-71.05,340", **tap)
        points.append((float(field(page, "lat")), float(field(page, "lon"))))
    assert max(lat for lat, _lon in points) - min(lat for lat, _lon in points) < 0.00002
    assert max(lon for _lat, lon in points) - min(lon for _lat, lon in points) < 0.00002


def test_buttons_do_it_by_keyboard(town, visitor):
    start = {"view": "42.35,-71.05,340", "lat": "42.35", "lon": "-71.05"}
    north = visitor.post(POST, 200, pin_do="north", **start)
    assert float(field(north, "lat")) > 42.35
    assert float(field(north, "lon")) == pytest.approx(-71.05, abs=1e-5)
    closer = visitor.post(POST, 200, pin_do="closer", **start)
    assert field(closer, "view").endswith(",170")
    cleared = visitor.post(POST, 200, pin_do="clear", **start)
    assert field(cleared, "lat") == ""
    assert says(cleared) == "There is no pin now."


def test_a_spot_that_is_left_out_again_leaves_no_pin(town, visitor):
    for nothing in ("here", "nowhere"):
        page = visitor.post(POST, 200, pin_do=nothing, view="42.35,-71.05,340", lat="", lon="")
        assert field(page, "lat") == ""
        assert "m-pin" not in str(page.html.find(id="pick"))


def test_enter_on_the_picture_moves_nothing(town, visitor):
    page = visitor.post(POST, 200, view="42.35,-71.05,340", **{"pin.x": "0", "pin.y": "0"})
    assert field(page, "lat") == ""
    assert "Tap the map" in says(page)


def test_an_address_is_shown_on_the_map(town, visitor):
    page = visitor.post(POST, 200, place="5814 larch street", pin_do="find")
    assert (field(page, "lat"), field(page, "lon")) == ("42.350200", "-71.050300")
    assert says(page) == "The pin is at 5814 Larch St."


def test_a_misspelled_street_is_asked_about_and_taken_by_a_button(town, visitor):
    page = visitor.post(POST, 200, place="5814 Larsh St", pin_do="find", title="Tires")
    assert says(page) == "We found no “5814 Larsh St”. Did you mean one of these?"
    assert field(page, "lat") == ""
    assert field(page, "pin_as") == "5814 Larch St"
    chosen = visitor.post(POST, 200, place="5814 Larsh St", pin_as="5814 Larch St", title="Tires")
    assert field(chosen, "place") == "5814 Larch St"
    assert field(chosen, "lat") == "42.350200"


def test_a_street_moves_the_map_and_sets_no_pin(town, visitor):
    page = visitor.post(POST, 200, place="Larch St", pin_do="find")
    assert says(page) == "This is Larch St. Tap where it is."
    assert field(page, "lat") == ""


def test_what_nobody_knows_is_said_and_nothing_is_lost(town, visitor):
    page = visitor.post(POST, 200, place="Zzyzx Qqq", pin_do="find", **TYPED)
    assert "We could not find “Zzyzx Qqq”" in says(page)
    assert field(page, "title") == TYPED["title"]
    assert visitor.post(POST, 200, place="", pin_do="find").html.find(id="pick-says").get_text().startswith("Write an")


@pytest.mark.parametrize(
    "wrong",
    [
        {"pin.x": "x", "pin.y": "-1"},
        {"pin.x": "9" * 30, "pin.y": "1"},
        {"pin.x": "99999", "pin.y": "99999", "view": "85,179.99,4000"},
        {"pin.x": "10", "pin.y": "10", "view": "nan,inf,-5"},
        {"pin.x": "10", "pin.y": "10", "view": "90,0,340", "lat": "nan", "lon": "1e999"},
        {"pin_do": "nowhere", "view": "0,0,340"},
        {"pin_do": "find", "place": "\0\u202e" * 500},
        {"pin_as": "%_'--"},
        {"pin_do": "north", "lat": "85", "lon": "180", "view": "85,180,340"},
        {"pin_do": "here", "lat": "", "lon": ""},
    ],
)
def test_no_press_is_an_error(town, visitor, wrong):
    page = visitor.post(f"{POST}?drawn=x", 200, **wrong)
    assert 'name="pin"' in page.text or "Address or street" in page.text


def test_the_picked_point_is_what_the_crew_gets(town, browser, db):
    ana = browser(town.people["Ana"])
    page = ana.post(f"{POST}?drawn=480", 200, view="42.35,-71.05,340", **TYPED, **{"pin.x": "300", "pin.y": "150"})
    names = ("lat", "lon", "place", "client_id")
    sent = ana.post(POST, chosen="1", seen="all", **{**TYPED, "nameless": "0"}, **{n: field(page, n) for n in names})
    shown = ana.get(sent.location)
    assert re.search(r'aria-label="Map: 5800 block of Larch St"', shown.text)


def test_a_tap_needs_the_token_of_the_form(town, visitor):
    visitor.post(POST, 400, csrf=False, **{"pin.x": "1", "pin.y": "1"})


def test_the_address_goes_along_with_the_pin_unless_somebody_wrote_it(town, visitor, db):
    block(db, "5900 block of Larch St", 42.3535, -71.05)
    db.commit()
    there = {"view": "42.352,-71.05,900", "lat": "42.35", "lon": "-71.05", "pin.x": "180", "pin.y": "50"}
    along = visitor.post(f"{POST}?drawn=352", 200, place="5800 block of Larch St", **there)
    assert field(along, "place") == "5900 block of Larch St"
    written = visitor.post(f"{POST}?drawn=352", 200, place="behind 5814", **there)
    assert field(written, "place") == "behind 5814"
    assert says(written) == "The pin is here: 5900 block of Larch St."


def test_the_buttons_that_move_the_pin_are_folded_away_until_one_is_pressed(town, visitor):
    folded = visitor.get(POST).html.select_one("#pick details")
    assert not folded.has_attr("open")
    assert len(folded.find_all("button")) == 6
    here = {"view": "42.35,-71.05,340", "lat": "42.35", "lon": "-71.05"}
    assert visitor.post(POST, 200, pin_do="north", **here).html.select_one("#pick details").has_attr("open")
    assert not visitor.post(POST, 200, pin_do="here", **here).html.select_one("#pick details").has_attr("open")
