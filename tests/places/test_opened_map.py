"""The opened map without scripts, its data, and what is asked for that is no place: clear words, never an error."""

import gzip
import re
from datetime import timedelta

import pytest

from community import clock
from community.assets import folder, library
from community.pages import map_page
from tests import make
from tests.cast import city
from tests.counting import asked
from tests.pages.test_plans import SCANS, plans_of
from tests.places.test_looking_up import block

BOX = "42.34,-71.06,42.36,-71.04"
NO_PLACE = "That is no place we can show."


def test_the_map_of_a_board_lists_what_it_shows_and_moves_by_links(db, visitor):
    made = city(db)
    page = visitor.get("/b/juniper-square/map?at=42.35,-71.05&wide=600")
    assert "Tires by the steps" in page.text
    assert f'href="/o/{made.posts["open"].id}"' in page.text
    north = visitor.get(page.html.find("a", string="North")["href"])
    assert "Nothing open here" in north.text
    assert page.html.find("a", string="Closer")["href"].endswith("wide=300")


def test_posts_in_one_place_are_one_mark_with_their_states(db, visitor):
    made = city(db)
    told = visitor.get(f"/map.json?box={BOX}&zoom=19").json
    [group] = told["groups"]
    assert (group["board"], group["city"]) == (2, 1)
    assert {post["state"] for post in group["posts"]} == {"On the board", "Sent to 311"}
    assert {post["id"] for post in group["posts"]} == {made.posts[n].id for n in ("open", "nameless", "case")}
    assert [post["vague"] for post in group["posts"] if post["id"] == made.posts["nameless"].id] == [True]
    assert {board["slug"] for board in told["boards"]} == {"juniper-square"}
    assert told["capped"] is False


def test_of_dense_ground_the_streets_nearest_to_the_middle_are_drawn(db, visitor, monkeypatch):
    for number in range(7):
        block(db, f"100 block of Row {number}", 42.341 + 0.003 * number, -71.05, street=f"Row {number}")
    db.commit()
    monkeypatch.setattr(map_page, "MOST_STREETS", 3)
    told = visitor.get(f"/map.json?box={BOX}&zoom=15&streets").json
    assert {street for street, _line in told["streets"]} == {"Row 2", "Row 3", "Row 4"}


def test_a_spot_with_many_posts_is_told_whole_where_one_cannot_look_closer(db, visitor):
    made = city(db)
    titles = [f"Bags by the same tree, number {number}" for number in range(7)]
    for title in titles:
        make.observation(db, made.juniper, made.people["Ana"], title, nameless=True, lat=42.356, lon=-71.052)
    db.commit()
    far, near = (visitor.get(f"/map.json?box={BOX}&zoom={zoom}").json["groups"] for zoom in (17, 18))
    assert [len(group["posts"]) for group in far if group["board"] == 7] == [0]
    assert [{post["title"] for post in group["posts"]} for group in near if group["board"] == 7] == [set(titles)]

    page = visitor.get("/map?at=42.356,-71.052&wide=1000")
    assert "Too many to list all of them here." in page
    assert "Each is also in the list below." not in page
    closer = page.html.find("a", attrs={"aria-label": "7 posts here. Look closer."})["href"]
    while "Closer" in page:
        page = visitor.get(closer)
        mark = page.html.find("a", attrs={"aria-label": re.compile("^7 posts here")})
        closer = mark["href"]
    assert mark["aria-label"] == "7 posts here. See the list."
    assert page.html.find(id=closer.removeprefix("#")).name == "h2"
    assert "Each is also in the list below." in page
    assert all(title in page for title in titles)


def test_what_the_city_called_done_is_on_the_map_while_neighbors_are_asked_to_look(db, visitor):
    made = city(db)
    case, post = made.cases["closed"], made.posts["closed"]
    case.confirm_until = clock.now() + timedelta(days=3)
    db.commit()
    [group] = visitor.get(f"/map.json?box={BOX}&zoom=19").json["groups"]
    assert (group["board"], group["city"], group["done"]) == (2, 1, 1)
    assert {told["state"] for told in group["posts"] if told["id"] == post.id} == {"City says done"}
    page = visitor.get("/b/juniper-square/map?at=42.35,-71.05&wide=60000")
    assert "4 posts here, 1 at 311, City says done: 1. Look closer." in page.text

    for over in (clock.now() - timedelta(hours=1), None):
        case.confirm_until = over
        db.commit()
        [group] = visitor.get(f"/map.json?box={BOX}&zoom=19").json["groups"]
        assert (group["done"], post.id in {told["id"] for told in group["posts"]}) == (0, False)
    case.confirm_until, post.hidden_at = clock.now() + timedelta(days=3), clock.now()
    db.commit()
    assert visitor.get(f"/map.json?box={BOX}&zoom=19").json["groups"][0]["done"] == 0


def test_far_apart_posts_are_marks_of_their_own(db, visitor):
    made = city(db)
    make.observation(db, made.juniper, made.people["Ana"], "A second place", lat=42.355, lon=-71.055)
    assert len(visitor.get(f"/map.json?box={BOX}&zoom=16").json["groups"]) == 2


def test_streets_come_only_when_asked_for_and_only_for_narrow_ground(db, visitor):
    city(db)
    block(db, "5800 block of Larch St", 42.35, -71.05)
    assert visitor.get(f"/map.json?box={BOX}&zoom=16").json["streets"] == []
    [street] = visitor.get(f"/map.json?box={BOX}&zoom=16&streets").json["streets"]
    assert street == ["Larch St", [[42.35, -71.051], [42.35, -71.049]]]
    assert visitor.get("/map.json?box=42.2,-71.3,42.5,-70.9&zoom=11&streets").json["streets"] == []


@pytest.mark.parametrize(
    "box",
    ["", "x", "1,2,3", "nan,nan,nan,nan", "inf,0,inf,1", "42,-71,41,-70", "0,0,0,0", "1,2,3,999", "9" * 400,
     "89,0,90,1", "1e308,1,1e309,2", "٤٢,1,43,2"],
)  # fmt: skip
def test_a_box_that_is_none_is_refused_in_words(db, visitor, box):
    city(db)
    answer = visitor.get("/map.json", params={"box": box}, headers={"Accept": "application/json"}, status=None)
    if box == "٤٢,1,43,2":
        assert answer.json["groups"] == []
        return
    assert answer.status_int == 422
    assert NO_PLACE in answer.json["error"]


@pytest.mark.parametrize(
    "at", ["90,0", "-90,180", "nan,nan", "inf,-inf", "0,0", "-33.9,151.2", "x,y", "42", ",", "1e999,1"]
)
def test_poles_wrong_oceans_and_no_numbers_are_no_place(db, visitor, at):
    city(db)
    page = visitor.get("/map", params={"at": at}, status=None)
    assert page.status_int == 422
    assert NO_PLACE in page.text


@pytest.mark.parametrize("wide", ["0", "-5", "nan", "1e9", "999999", "x" * 200, "٣٠٠"])
def test_any_width_is_one_we_can_draw(db, visitor, wide):
    city(db)
    assert "<svg viewBox" in visitor.get("/map", params={"at": "42.35,-71.05", "wide": wide}).text


def test_a_city_without_boards_says_so(db, visitor):
    assert NO_PLACE in visitor.get("/map", status=422).text
    made = make.board(db)
    assert "Nothing open here" in visitor.get(f"/b/{made.slug}/map").text


def test_the_map_costs_the_same_queries_however_many_posts(db, engines, visitor):
    made = city(db)
    visitor.get("/map")  # the first one draws the atlas
    counts = []
    for number in (3, 60):
        for n in range(number):
            make.observation(db, made.juniper, made.people["Ana"], lat=42.33 + n / 2000, lon=-71.05)
        for path in ("/b/juniper-square/map", f"/map.json?box={BOX}&zoom=15&streets", "/b/juniper-square/map.svg"):
            with asked(engines) as statements:
                visitor.get(path)
            counts.append(len(statements))
    assert all(few >= many for few, many in zip(counts[:3], counts[3:], strict=True))
    assert max(counts) <= 7


@pytest.mark.parametrize(
    ("path", "index"),
    [
        (f"/map.json?box={BOX}&zoom=16&streets", "ix_observation_map_box"),
        ("/map.json?box=42.0,-71.5,42.6,-70.5&zoom=11", "ix_observation_map_new"),
        ("/b/juniper-square/map.svg", None),
    ],
)
def test_no_large_table_is_read_from_end_to_end(db, engines, visitor, path, index):
    """A large box reads the newest two thousand in the order of their index, and stops there."""
    made = city(db)
    made.cases["closed"].confirm_until = clock.now() + timedelta(days=3)
    make.crowd(db, made.juniper, made.people["Ana"], 3000, state="open", lat=42.09, lon=-71.05)
    plans = plans_of(engines, visitor, path)
    scan = SCANS[engines.writing.dialect.name]
    scanned = [
        s for s, plan in plans if scan.search(plan.replace("SCAN observation USING INDEX ix_observation_map_new", ""))
    ]
    assert scanned == [], "\n\n".join(scanned)
    chooses = not engines.is_sqlite and index == "ix_observation_map_new"  # it may read the primary key
    assert chooses or index is None or any(index in plan for _statement, plan in plans)


def test_the_whole_map_is_small():
    files = [library("leaflet") / name for name in ("leaflet.js", "leaflet.css")]
    files += [folder("static") / "js" / f"{name}.js" for name in ("ground", "map", "pinning", "pick")]
    files += [folder("static") / "css" / "map.css"]
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) <= 75 * 1024
