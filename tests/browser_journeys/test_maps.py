"""Maps in a real browser: opened with Leaflet, by keyboard and by tap; a pin put on a post; the position asked once."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from community.observations.models import ExactPlace
from community.places.actions import learn_streets
from tests import make
from tests.cast import City, city
from tests.places.test_looking_up import address, block
from tests.when import in_trial

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
TILE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fea735819d"
    "0000000049454e44ae426082"
)
"""A white picture of one pixel."""
HERE = {"latitude": 42.3517, "longitude": -71.0023}


@pytest.fixture
def town(db: Any) -> City:
    """The small city, with a street and an address."""
    made = city(db)
    block(db, "5800 block of Larch St", 42.35, -71.05)
    address(db, "5814 Larch St", 42.3502, -71.0503)
    learn_streets(db, {"larch st": "Larch St"})
    make.observation(db, made.juniper, made.people["Ana"], "A hole by the school", lat=42.3525, lon=-71.0445)
    db.commit()
    return made


@pytest.fixture
def tiles() -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """A tile server of somebody else's: its address, and what it was asked for by which page."""
    asked: list[tuple[str, str | None]] = []

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Referer"]))
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(TILE)

        def log_message(self, *_said: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def clean(page: Any) -> None:
    """axe finds nothing, and nothing scrolls sideways."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).response
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_with_a_tile_server_set_its_tiles_lie_below_the_pins_and_it_learns_no_page(
    town: City, house: Any, window: Any, tiles: Any
) -> None:
    address, asked = tiles
    credit = "© The Larkport map makers"
    house.app.knobs = replace(house.app.knobs, tiles_url=f"{address}/{{z}}/{{x}}/{{y}}.png", tiles_credit=credit)
    page = window()
    with page.expect_response(re.compile("/map.json")) as told:
        page.goto("/b/juniper-square/map?at=42.3510,-71.0480&wide=1200")
    assert "streets" not in told.value.url
    expect(page.locator("img.leaflet-tile-loaded").first).to_be_visible()
    expect(page.locator(".leaflet-control-attribution")).to_have_text(credit)
    expect(page.locator(".mk-many")).to_contain_text("3")
    expect(page.locator("path.m-st")).to_have_count(0)
    clean(page)
    zoom, x, _y = next(re.fullmatch(r"/(\d+)/(\d+)/(\d+)\.png", path) for path, _page in asked).groups()
    assert int(x) // 2 ** (int(zoom) - 5) == int((180 - 71.048) / 360 * 32)
    assert {page for _path, page in asked} == {f"{house.address}/"}


@pytest.mark.parametrize("width", [390, *in_trial(1280)])
def test_the_opened_map_shows_groups_streets_and_posts(town: City, window: Any, width: int) -> None:
    page = window(None, viewport={"width": width, "height": 844})
    page.goto("/b/juniper-square/map?at=42.3510,-71.0480&wide=1200")
    expect(page.locator(".mk-many")).to_contain_text("3")
    expect(page.locator(".mk-one .vh")).to_have_text("A hole by the school, On the board")
    expect(page.locator("path.m-st")).to_have_count(1)
    clean(page)
    pin = page.locator(".mk-one")
    pin.focus()
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup a[href^='/o/']")
    expect(popup).to_have_text("A hole by the school")
    page.locator("[data-map]").focus()
    with page.expect_response(re.compile("/map.json")):
        page.keyboard.press("ArrowRight")
    with page.expect_response(re.compile("/map.json")):
        page.keyboard.press("+")


def test_a_plain_board_loads_no_map(town: City, window: Any) -> None:
    page, asked = window(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/b/juniper-square", wait_until="networkidle")
    assert not [url for url in asked if "leaflet" in url or "/js/map.js" in url]


@pytest.mark.trial
def test_without_scripts_the_map_is_drawn_and_moves_by_links(town: City, window: Any) -> None:
    page = window(scripts=False)
    page.goto("/b/juniper-square/map?at=42.3510,-71.0480&wide=1200")
    page.get_by_role("link", name="3 posts here, 1 at 311. Look closer.").click()
    page.get_by_role("link", name="North", exact=True).click()
    expect(page.locator("main")).to_contain_text("Nothing open here")


@pytest.mark.parametrize("scripts", [True, *in_trial(False)])
def test_luis_puts_the_pin_and_the_crew_gets_it(town: City, window: Any, db: Any, look: Any, scripts: bool) -> None:
    page = window(town.people["Luis"], scripts=scripts, viewport={"width": 390, "height": 844})
    page.goto("/b/juniper-square/post")
    page.get_by_label("In one line").fill("Swing is broken")
    page.get_by_label("Address or street").fill("5814 Larsh St")
    page.get_by_role("button", name="Show it on the map").click()
    page.get_by_role("button", name="5814 Larch St").click()
    expect(page.locator("#pick-says")).to_have_text("The pin is at 5814 Larch St.")
    page.locator(".pick input:visible").click(position={"x": 176, "y": 30})
    expect(page.locator("[name=lat]")).not_to_have_value("42.350200")
    expect(page.get_by_label("In one line")).to_have_value("Swing is broken")
    lat = page.locator("[name=lat]").input_value()
    page.get_by_role("button", name="Post on Juniper Square").last.click()
    page.wait_for_url(re.compile(r"/o/\d+"))
    post = int(page.url.rpartition("/")[2].partition("#")[0])
    [exact] = look(select(ExactPlace.lat).where(ExactPlace.observation_id == post))
    assert f"{exact:.6f}" == lat
    expect(page.get_by_role("img", name="Map: 5814 Larch St")).to_be_visible()


@pytest.mark.trial
@pytest.mark.parametrize("width", [390, 1280])
def test_where_ana_stands_is_in_no_address_the_map_asks_for(town: City, window: Any, width: int) -> None:
    asked = []
    for off in (0.0, 0.0003):
        spot = {name: value + off for name, value in HERE.items()}
        page = window(None, geolocation=spot, permissions=["geolocation"], viewport={"width": width, "height": 844})
        page.goto("/b/juniper-square/map?at=42.3510,-71.0480&wide=1200")
        with page.expect_request(re.compile(r"/map\.json")) as request:
            page.get_by_role("button", name="Show where I am").click()
        asked.append(request.value.url)
    assert asked[0] == asked[1]
    assert [float(edge) * 500 % 1 for edge in asked[0].split("box=")[1].split("&")[0].split(",")] == pytest.approx(
        [0] * 4, abs=1e-6
    )


@pytest.mark.trial
def test_near_me_asks_the_phone_once_and_shows_what_is_around(town: City, window: Any, db: Any) -> None:
    make.observation(db, town.marble, town.people["Ana"], "A lamp is out", lat=42.3519, lon=-70.9990)
    page = window(None, geolocation=HERE, permissions=["geolocation"], viewport={"width": 390, "height": 844})
    page.goto("/b/juniper-square/nearby")
    clean(page)
    page.get_by_role("button", name="Use my location").click()
    expect(page.locator(".mp-posts")).to_contain_text("A lamp is out")
    assert "42.35" not in page.url
    assert "42.351" not in page.content()
    clean(page)
