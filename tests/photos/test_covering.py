"""A face or a plate is covered on the page of a posted photo, without scripts: by two taps, or by four numbers."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import ImageChops
from sqlalchemy import select
from webob.multidict import MultiDict

from community.activity.worker import run_until_idle
from community.photos.covering import Drawing, between, draw
from community.photos.models import Photo
from community.photos.rules import MOST_BOXES, Box
from tests.cast import City
from tests.photos import pictures
from tests.photos.conftest import WORDS, send, stored

POST = "/b/juniper-square/post"
COVER = (27, 35, 40)
NONSENSE = (
    "at280.x=999999&at280.y=-4",
    "at280.x=%F0%9F%98%80&at280.y=1",
    "at280.x=0&at280.y=0",
    "corner=99999,1",
    "corner=NaN,1&at720.x=1&at720.y=1",
    "left=NaN&top=inf&wide=1e9&high=-0",
    "without=-1",
    "without=%00",
    "box=1,2,3",
    "box=0,0,0,0",
    "&".join(["box=0,0,1,1"] * 60),
)


def posted(browser: Any, made: City, look: Any) -> tuple[Any, str]:
    """Ana with a photo she posted, and its key."""
    ana = browser(made.people["Ana"])
    send(ana, POST, pictures.small(), **WORDS)
    return ana, look(select(Photo.key))[0]


def tap_fields(page: Any, x: float, y: float) -> list[tuple[str, str]]:
    """What a tap on the picture sends, in parts of its width and height, as a phone shows it."""
    picture = page.html.find("input", {"name": "at280"})
    fields = [(name, value) for name, value in page.forms["box"].submit_fields() if not name.startswith("at")]
    return [*fields, ("at280.x", str(int(280 * x))), ("at280.y", str(int(int(picture["height"]) * y)))]


def tap(page: Any, x: float, y: float) -> Any:
    """The page after a tap on the picture."""
    return page.test_app.get(page.forms["box"].action, tap_fields(page, x, y))


def cover(page: Any, who: Any, status: int = 303) -> Any:
    """Press the button that covers what is drawn."""
    boxes = [field["value"] for field in page.html.select("[data-hidden] input")]
    return who.post(urlsplit(page.request.path).path, status, box=boxes)


def test_two_taps_are_a_box_and_what_is_under_it_is_gone(
    app: Any, made: City, browser: Any, look: Any, visitor: Any, home: Any
) -> None:
    ana, key = posted(browser, made, look)
    page = ana.get(f"/photos/{key}/cover")
    assert "Tap one corner" in page.text
    page = tap(page, 0.65, 0.45)
    assert "Now tap the opposite corner" in page.text
    page = tap(page, 0.35, 0.05)
    assert "1 box drawn." in page.text
    assert stored(home) == [key]
    cover(page, ana)
    run_until_idle(app)
    (new,) = look(select(Photo.key))
    assert new != key
    assert stored(home) == [new]
    for size in ("thumb", "medium", "full"):
        visitor.get(f"/photos/{key}/{size}", 404)
        shown = pictures.opened(visitor.get(f"/photos/{new}/{size}").body)
        assert pictures.near(shown.getpixel((shown.width // 2, shown.height // 4)), COVER)
    whole = pictures.opened(visitor.get(f"/photos/{new}/full").body)
    assert pictures.near(whole.getpixel((60, 60)), pictures.RED)
    red, green, blue = whole.split()
    brightest = ImageChops.darker(red, ImageChops.darker(green, blue)).getextrema()[1]
    assert brightest < 130  # of the white face nothing is left, not even an edge


def test_numbers_in_percent_are_a_box_too_and_one_is_taken_away_again(made: City, browser: Any, look: Any) -> None:
    ana, key = posted(browser, made, look)
    address = f"/photos/{key}/cover"
    page = ana.get(f"{address}?left=35&top=5&wide=30&high=40")
    assert page.html.find("rect")["x"] == "350"
    page = ana.get(f"{address}?box=350,50,300,400&left=0&top=90&wide=10&high=10,0")
    assert len(page.html.find_all("rect")) == 2
    page = ana.get(f"{address}?box=350,50,300,400&box=0,900,100,100&without=0")
    assert [rect["y"] for rect in page.html.find_all("rect")] == ["900"]
    page = ana.get(f"{address}?left=90&top=0&wide=20&high=10")
    assert "That box is not inside the photo." in page.text
    assert page.html.find("input", {"name": "left"})["value"] == "90"
    assert look(select(Photo.key)) == [key]


def test_without_a_box_nothing_is_covered(made: City, browser: Any, look: Any) -> None:
    ana, key = posted(browser, made, look)
    page = ana.post(f"/photos/{key}/cover", 422)
    assert "Draw a box over what should not be seen." in page.text
    assert page.html.title.text.startswith("Error:")
    assert look(select(Photo.key)) == [key]


@pytest.mark.parametrize(("name", "status"), [("Denise", 200), ("Max", 200), ("Luis", 403), ("Priya", 403)])
def test_who_may_cover_the_photo_of_somebody_else(made: City, browser: Any, look: Any, name: str, status: int) -> None:
    _ana, key = posted(browser, made, look)
    browser(made.people[name]).get(f"/photos/{key}/cover", status)
    answer = browser(made.people[name]).post(f"/photos/{key}/cover", None, box="350,50,300,400")
    assert (answer.status_int == 303) == (status == 200)
    assert (look(select(Photo.key)) == [key]) == (status != 200)


def test_a_visitor_and_the_captain_of_another_board_may_not(made: City, browser: Any, visitor: Any, look: Any) -> None:
    _ana, key = posted(browser, made, look)
    assert visitor.get(f"/photos/{key}/cover", None).status_int in (303, 401, 403)
    browser(made.people["Rosa"]).post(f"/photos/{key}/cover", 403, box="350,50,300,400")
    assert look(select(Photo.key)) == [key]


def test_an_address_with_nonsense_is_a_page_all_the_same(made: City, browser: Any, look: Any) -> None:
    ana, key = posted(browser, made, look)
    for query in NONSENSE:
        ana.get(f"/photos/{key}/cover?{query}", 200)


@pytest.mark.parametrize("corners", [((200, 100), (500, 400)), ((500, 400), (200, 100)), ((200, 400), (500, 100))])
def test_any_two_opposite_corners_are_the_same_box(corners: Any) -> None:
    assert between(*corners) == Box(200, 100, 300, 300)


def test_a_tap_twice_on_one_spot_and_one_on_the_edge_are_boxes_inside() -> None:
    assert between((10, 10), (10, 10)) == Box(10, 10, 1, 1)
    assert between((1000, 1000), (1000, 1000)) == Box(999, 999, 1, 1)


def test_more_boxes_than_fit_are_said_so() -> None:
    full = MultiDict([("box", "0,0,1,1")] * MOST_BOXES + [("at280.x", "3"), ("at280.y", "3")])
    drawing = draw(full, 1280, 960)
    assert len(drawing.boxes) == MOST_BOXES
    assert "20 boxes" in drawing.problem
    assert draw(MultiDict(), 1280, 960) == Drawing()
