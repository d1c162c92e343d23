"""The bigger map of the form: the pin by a tap, by dragging, by keys, by the phone; nobody pays for it before."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from community.observations.models import ExactPlace
from tests.browser_journeys.test_maps import HERE, clean
from tests.cast import City, city
from tests.places.test_looking_up import block

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
POST = "/b/juniper-square/post"
NEXT_BLOCK = (42.3521, -71.05)
"""Three presses of an arrow north of the middle of the board, once the map is near."""


@pytest.fixture
def town(db: Any) -> City:
    """The small city, with two blocks of a street."""
    made = city(db)
    block(db, "5800 block of Larch St", 42.35, -71.05)
    block(db, "5900 block of Larch St", *NEXT_BLOCK)
    db.commit()
    return made


def opened(page: Page) -> Page:
    """The form with its bigger map, ready for the first tap."""
    page.goto(POST)
    with page.expect_response(re.compile("/map.json")):
        page.get_by_role("button", name="Pick on a bigger map").click()
    expect(page.locator("[data-bigger-map]")).to_be_focused()
    return page


def point(page: Page) -> tuple[float, float]:
    """What the form would send."""
    lat, lon = (page.locator(f"[data-compose] [name={name}]").input_value() for name in ("lat", "lon"))
    return float(lat), float(lon)


def middle(page: Page) -> tuple[float, float]:
    """Of the map, in the window."""
    box = page.locator("[data-bigger-map]").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.trial
def test_luis_taps_drags_and_posts_and_the_crew_gets_that_very_point(town: City, window: Any, look: Any) -> None:
    page = opened(window(town.people["Luis"], viewport=PHONE))
    expect(page.locator("[data-bigger-map] .mk-near")).not_to_have_count(0)
    expect(page.locator(".pick")).to_be_hidden()
    page.get_by_label("In one line").fill("Swing is broken")
    page.locator("[data-bigger-map]").scroll_into_view_if_needed()
    x, y = middle(page)

    page.mouse.click(x - 8, y + 6)
    expect(page.locator("#pick-says")).to_have_text("The pin is here: 5800 block of Larch St.")
    expect(page.get_by_label("Address or street")).to_have_value("5800 block of Larch St")
    tapped = point(page)

    pin = page.locator(".leaflet-marker-draggable")
    box = pin.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 18, box["y"] + 18)
    page.mouse.down()
    page.mouse.move(box["x"] + 70, box["y"] - 20, steps=6)
    with page.expect_response(re.compile(POST)):
        page.mouse.up()
    dragged = point(page)
    assert dragged[0] > tapped[0]
    assert dragged[1] > tapped[1]
    expect(page.get_by_label("In one line")).to_have_value("Swing is broken")

    page.get_by_role("button", name="Post on Juniper Square").last.click()
    page.wait_for_url(re.compile(r"/o/\d+"))
    post = int(page.url.rpartition("/")[2].partition("#")[0])
    [exact] = look(select(ExactPlace).where(ExactPlace.observation_id == post))
    assert (exact.lat, exact.lon) == dragged


@pytest.mark.trial
def test_by_keys_alone_the_pin_goes_to_the_middle_and_the_address_goes_with_it(town: City, window: Any) -> None:
    page = window(town.people["Luis"], viewport=PHONE)
    page.goto(POST)
    page.get_by_role("button", name="Pick on a bigger map").focus()
    with page.expect_response(re.compile("/map.json")):
        page.keyboard.press("Enter")
    expect(page.locator("[data-bigger-map]")).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.get_by_label("Address or street")).to_have_value("5800 block of Larch St")
    first = point(page)
    expect(page.locator("[data-bigger-map]")).to_be_focused()
    for _press in range(3):
        with page.expect_response(re.compile("/map.json")):
            page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Address or street")).to_have_value("5900 block of Larch St")
    second = point(page)
    assert second[0] > first[0]
    assert second[1] == pytest.approx(first[1], abs=1e-4)
    page.get_by_role("button", name="No pin").click()
    expect(page.locator("#pick-says")).to_have_text("There is no pin now.")
    expect(page.locator(".leaflet-marker-draggable")).to_have_count(0)
    assert page.locator("[data-compose] [name=lat]").input_value() == ""


@pytest.mark.trial
def test_the_phone_says_where_and_the_pin_goes_there(town: City, window: Any) -> None:
    page = opened(window(town.people["Luis"], viewport=PHONE, geolocation=HERE, permissions=["geolocation"]))
    page.keyboard.press("Enter")
    expect(page.locator("#pick-says")).to_contain_text("The pin is here")

    here = page.get_by_role("button", name="Use the spot where I stand")
    here.click()
    expect(page.locator("[data-here] [role=status]")).to_have_text(
        "We use the spot where you stand. Press again to leave it out."
    )
    assert point(page) == (HERE["latitude"], HERE["longitude"])
    box = page.locator("[data-bigger-map]").bounding_box()
    pin = page.locator(".leaflet-marker-draggable").bounding_box()
    assert box is not None
    assert pin is not None
    assert box["x"] < pin["x"] + 18 < box["x"] + box["width"], "the map has gone there"
    here.click()
    expect(page.locator(".leaflet-marker-draggable")).to_have_count(0)


@pytest.mark.trial
def test_a_plain_form_loads_no_map_and_a_phone_that_saves_is_not_offered_one(town: City, window: Any) -> None:
    page, asked = window(town.people["Luis"]), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(POST, wait_until="networkidle")
    assert not [url for url in asked if re.search("leaflet|/js/(ground|pinning|map|pick)|css/map", url)]

    saving = window(town.people["Luis"], extra_http_headers={"Save-Data": "on"})
    saving.goto(POST)
    expect(saving.locator(".pick")).to_be_visible()
    assert saving.locator("[data-bigger]").count() == 0
    plain = window(town.people["Luis"], scripts=False)
    plain.goto(POST)
    expect(plain.locator(".pick")).to_be_visible()
    expect(plain.get_by_role("button", name="Pick on a bigger map")).to_be_hidden()


@pytest.mark.trial
def test_when_the_signal_drops_the_drawn_map_stays_and_a_pin_put_later_is_kept(town: City, window: Any) -> None:
    page = window(town.people["Luis"], viewport=PHONE)
    page.goto(POST)
    page.context.set_offline(True)
    page.get_by_role("button", name="Pick on a bigger map").click()
    expect(page.locator("#pick-says")).to_have_text(
        "The moving map did not load. The drawn one works with the buttons."
    )
    expect(page.locator(".pick")).to_be_visible()
    page.context.set_offline(False)
    with page.expect_response(re.compile("/map.json")):
        page.get_by_role("button", name="Pick on a bigger map").click()
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("#pick-says")).to_have_text("The pin is set.")
    expect(page.locator(".leaflet-marker-draggable")).to_be_visible()
    assert point(page)[0] == pytest.approx(42.35, abs=0.01)


@pytest.mark.trial
@pytest.mark.parametrize(
    ("view", "scheme", "locale"),
    [
        (PHONE, "light", "en-US"),
        (PHONE, "dark", "es-US"),
        (DESK, "light", "es-US"),
        (DESK, "dark", "en-US"),
    ],
)
def test_axe_finds_nothing_on_the_form_with_its_map(
    town: City, window: Any, view: Any, scheme: str, locale: str
) -> None:
    page = window(town.people["Luis"], viewport=view, color_scheme=scheme, locale=locale)
    page.goto(POST)
    with page.expect_response(re.compile("/map.json")):
        page.locator("[data-bigger] button").click()
    with page.expect_response(re.compile(POST)):
        page.keyboard.press("Enter")
    expect(page.locator(".leaflet-marker-draggable")).to_be_visible()
    clean(page)
