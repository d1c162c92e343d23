"""The small maps of pages: a pin where a named post is, the lit block or a cell for a nameless one, and no more."""

import gzip
import re

import pytest

from community.cases.models import Backing
from community.observations.models import ExactPlace
from community.pages.map_pictures import painted
from community.places.draw_marks import draw_names
from community.places.drawing import View, _names
from tests import make
from tests.cast import city
from tests.places.test_looking_up import block

LARCH = {"lat": 42.35, "lon": -71.05}
MAP = re.compile(r'<div class="map">(<svg.*?</svg>)</div>', re.DOTALL)


def map_of(page):
    found = MAP.search(page.text)
    return found.group(1) if found else None


def test_a_post_with_a_name_has_its_pin_and_the_streets_around_it(db, visitor):
    made = city(db)
    block(db, "5800 block of Larch St", 42.35, -71.05)
    drawn = map_of(visitor.get(f"/o/{made.posts['open'].id}"))
    assert "m-pin" in drawn
    assert ">Larch St</text>" in drawn
    assert 'aria-label="Map: 5814 Larch St"' in drawn
    assert "style=" not in drawn


def test_a_post_without_a_name_lights_its_block_and_has_no_pin(db, visitor):
    made = city(db)
    larch = block(db, "5800 block of Larch St", 42.35, -71.05)
    post = make.observation(db, made.juniper, made.people["Ana"], nameless=True, place=larch.label, **LARCH)
    drawn = map_of(visitor.get(f"/o/{post.id}"))
    assert "m-hl" in drawn
    assert "m-pin" not in drawn


def test_where_no_street_is_known_a_nameless_post_has_a_cell(db, visitor):
    made = city(db)
    drawn = map_of(visitor.get(f"/o/{made.posts['nameless'].id}"))
    assert "m-cell" in drawn
    assert "m-pin" not in drawn


def test_the_exact_point_of_a_nameless_post_is_nowhere_on_public_maps(db, browser, visitor):
    made = city(db)
    block(db, "5800 block of Larch St", 42.3512, -71.0512)
    words = {"title": "Somebody burns tires", "place": "", "lat": "42.351934", "lon": "-71.051234"}
    sent = browser(made.people["Ana"]).post(
        "/b/juniper-square/post", nameless="1", kind=str(made.dumping.id), landmark="red hydrant", chosen="1", **words
    )
    post = sent.location.rpartition("/")[2]
    box = "42.34,-71.06,42.36,-71.04"
    for path in (f"/o/{post}", "/map?at=42.3512,-71.0512", f"/map.json?box={box}&zoom=18", "/b/juniper-square/map.svg"):
        page = visitor.get(path).text
        assert "42.3519" not in page, path
        assert "71.051234" not in page, path


def test_hidden_words_have_no_map_and_no_mark(db, visitor):
    made = city(db)
    assert map_of(visitor.get(f"/o/{made.posts['hidden'].id}")) is None
    told = visitor.get("/map.json?box=42.34,-71.06,42.36,-71.04&zoom=19").json
    ids = {post["id"] for group in told["groups"] for post in group["posts"]}
    assert made.posts["hidden"].id not in ids
    assert made.posts["closed"].id not in ids
    assert made.posts["open"].id in ids


def test_a_post_without_a_point_has_no_map(db, visitor):
    made = city(db)
    post = make.observation(db, made.juniper, made.people["Ana"], lat=None, lon=None)
    page = visitor.get(f"/o/{post.id}")
    assert map_of(page) is None
    assert "5814 Larch St" in page.text


def test_a_case_shows_its_posts(db, visitor):
    made = city(db)
    assert "m-pin" in map_of(visitor.get(f"/case/{made.cases['case'].id}"))


@pytest.mark.trial
def test_the_map_of_a_crowded_board_stays_small(db, visitor):
    city(db)
    for row in range(40):
        for column in range(20):
            lat, lon = 42.301 + row / 500, -71.098 + column / 250
            line = [[lon, lat], [lon + 0.002, lat + 0.0003], [lon + 0.004, lat]]
            block(db, f"{row} {column}", lat, lon + 0.002, street=f"Row {row} St", line=line)
    drawn = visitor.get("/b/juniper-square/map.svg").body
    assert len(gzip.compress(drawn, 9)) <= 2_300
    assert b"Row" in drawn


def test_the_picture_of_a_board_has_the_colors_of_the_theme_and_no_style(db, visitor):
    city(db)
    light, dark = (visitor.get(f"/b/juniper-square/map.svg?theme={theme}").text for theme in ("light", "dark"))
    assert 'fill="#fff"' in light
    assert 'fill="#1a2125"' in dark
    for picture in (light, dark):
        assert "style" not in picture
        assert "class=" not in picture
        assert "var(" not in picture


def test_a_mark_without_an_ink_is_drawn_without_one():
    assert painted('<svg viewBox="0 0 1 1"><g class="m-unknown"/></svg>', "light").endswith("<g /></svg>")


def test_boards_beside_each_other_are_named_without_touching():
    view = View(42.35, -71.05, 4000, 360, 230)
    beside = [("Saint Odile", False), ("Tanner Row", True), ("Millpond", False), ("Larch Street Merchants", False)]
    east = view.point(62, 0)[1] - view.point(0, 0)[1]
    names = [(42.35, -71.07 + number * east, name, dark) for number, (name, dark) in enumerate(beside)]
    drawn = str(draw_names(view, names))
    assert re.findall(r"<tspan[^>]*>([^<]*)", drawn)[:5] == ["Saint", "Odile", "Tanner", "Row", "Millpond"]
    assert "Merchants" not in drawn, "there is no room for it in two lines nor in one"
    assert drawn.count("<text") == drawn.count("aria-hidden") == 3


def test_a_board_page_only_names_its_picture(db, visitor):
    city(db)
    page = visitor.get("/b/juniper-square")
    assert 'loading="lazy"' in page.text
    assert "/b/juniper-square/map.svg?theme=light" in page.text
    assert "<svg viewBox" not in page.text.partition('id="board-map"')[2].partition("</section>")[0]
    saving = visitor.get("/b/juniper-square", headers={"Save-Data": "on"})
    assert "map.svg" not in saving.text
    assert "/b/juniper-square/map" in saving.text


@pytest.mark.parametrize("chosen", ["dark", "light", "x"])
def test_maps_that_are_pictures_follow_the_theme_of_the_page(db, browser, chosen):
    made = city(db)
    priya = browser(made.people["Priya"])
    priya.app.set_cookie("theme", chosen)
    for page in ("/b/juniper-square", f"/desk/case/{made.cases['case'].id}", "/desk"):
        text = priya.get(page).text
        shown = set(re.findall(r"map\.svg\?theme=(\w+)", text))
        assert shown <= ({"light", "dark"} if chosen == "x" else {chosen})
        assert shown or page == "/desk"
        assert ('data-theme="' + chosen in text) == (chosen != "x")


def test_the_desk_sees_the_exact_place_of_a_nameless_post(db, browser, visitor):
    made = city(db)
    post = make.observation(db, made.juniper, made.people["Ana"], nameless=True, place="", **LARCH)
    db.add(Backing(case_id=made.cases["case"].id, observation_id=post.id, since=post.created_at))
    db.get(ExactPlace, post.id).address = "4711 Larch St"
    db.commit()
    picture = f"/desk/case/{made.cases['case'].id}/map.svg"
    priya = browser(made.people["Priya"])
    assert picture in priya.get(f"/desk/case/{made.cases['case'].id}").text
    inside = priya.get(picture)
    assert "4711 Larch St" in inside.text
    assert inside.text.count("<circle") == 2
    assert "no-store" in inside.headers["Cache-Control"]
    assert "m-cell" in map_of(visitor.get(f"/case/{made.cases['case'].id}"))
    visitor.get(picture, status=303)
    for name in ("Luis", "Denise", "Sam"):
        browser(made.people[name]).get(picture, status=404)


def test_a_name_that_would_be_cut_by_the_edge_is_left_out():
    view = View(42.35, -71.05, 340)
    wide, tall = view.width, view.height
    inside = ("Larch St", [(0, tall / 2), (wide, tall / 2)])
    for cut in ([(0, 3), (wide, 3)], [(wide - 2, 0), (wide - 2, tall)], [(0, tall), (wide, tall)]):
        drawn = _names(view, [("Edge St", cut), inside])
        assert "Larch St" in drawn
        assert "Edge St" not in drawn
