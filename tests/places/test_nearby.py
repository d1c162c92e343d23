"""Nearby: what is around, across boards, nearest first; and the position of who asked is nowhere afterwards."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from community import clock
from community.activity.models import Activity
from community.db.base import Base
from community.pages.nearby import far_words
from tests import make
from tests.cast import city
from tests.counting import asked
from tests.places.test_looking_up import address

LAT, LON = "42.3517", "-71.0023"
HERE = {"lat": LAT, "lon": LON}


@pytest.fixture
def town(db):
    made = city(db)
    ana = made.people["Ana"]
    make.observation(db, made.juniper, ana, "A hole by the school", lat=42.3520, lon=-71.0040)
    make.observation(db, made.marble, ana, "A lamp is out", lat=42.3519, lon=-70.9990)
    make.observation(db, made.marble, ana, "Far away", lat=42.39, lon=-70.95)
    return made


def test_posts_of_all_boards_come_nearest_first(town, visitor):
    page = visitor.post("/nearby", 200, **HERE)
    titles = [link.get_text() for link in page.html.select(".mp-posts a")]
    assert titles == ["A hole by the school", "A lamp is out"]
    assert "Juniper Square" in page.text
    assert "Marble Hill" in page.text
    assert "About 450 ft" in page.text


def test_what_the_city_called_done_is_near_while_neighbors_are_asked_to_look(town, db, visitor):
    post, case = town.posts["closed"], town.cases["closed"]
    post.lat, post.lon = 42.3518, -71.0024
    for until, there in ((clock.now() + timedelta(days=3), True), (clock.now() - timedelta(hours=1), False)):
        case.confirm_until = until
        db.commit()
        page = visitor.post("/nearby", 200, **HERE)
        assert bool(page.html.select(f'.mp-posts a[href="/o/{post.id}"]')) is there
        assert ("City says done" in page.text) is there


def test_the_tab_of_a_board_asks_first_and_looks_only_when_told(town, visitor):
    board = visitor.get("/b/juniper-square")
    page = visitor.get(board.html.find("a", string="Nearby")["href"])
    assert "mp-posts" not in page.text
    assert "Where you are is used for this one look" in page.text
    assert "A hole by the school" in visitor.post("/b/juniper-square/nearby", 200, **HERE).text


def test_an_address_does_it_without_a_phone_that_knows(town, db, visitor):
    address(db, "5814 Larch St", 42.3520, -71.0041)
    page = visitor.post("/nearby", 200, place="5814 Larch St")
    assert "Near 5814 Larch St" in page.text
    assert "A hole by the school" in page.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"lat": "90", "lon": "0"}, "Write an address"),
        ({"lat": "nan", "lon": "inf"}, "Write an address"),
        ({"lat": "0", "lon": "0"}, "That is no place of this city"),
        ({"lat": "-33.9", "lon": "151.2"}, "That is no place of this city"),
        ({"place": "Zzyzx Qqq"}, "We could not find that address"),
        ({}, "Write an address"),
    ],
)
def test_the_wrong_ocean_is_said_in_words(town, visitor, fields, said):
    assert said in visitor.post("/nearby", 422, **fields).text


def test_the_position_is_in_no_log_no_table_and_not_on_the_page(town, browser, app, engines, caplog):
    with caplog.at_level(logging.DEBUG), asked(engines) as statements:
        page = browser(town.people["Luis"]).post("/nearby", 200, **HERE)
    assert LAT not in page.text
    assert LON not in page.text
    assert LAT not in caplog.text
    assert LON not in caplog.text
    assert LAT not in str(statements)
    assert LON not in str(statements)
    with engines.reading.connect() as connection:
        for table in Base.metadata.sorted_tables:
            rows = str(connection.execute(text(f'select * from "{table.name}"')).all())
            assert LAT not in rows, table.name
            assert LON not in rows, table.name


def test_a_look_around_leaves_no_line_of_history(town, visitor, look):
    before = look(select(Activity.id))
    visitor.post("/nearby", 200, **HERE)
    assert look(select(Activity.id)) == before


def test_it_needs_the_token_of_the_form(town, visitor):
    visitor.post("/nearby", 400, csrf=False, **HERE)


def test_it_costs_few_queries_however_much_is_there(town, db, engines, visitor):
    visitor.get("/map")
    for number in range(60):
        make.observation(db, town.juniper, town.people["Ana"], lat=42.35 + number / 50_000, lon=-71.003)
    with asked(engines) as statements:
        page = visitor.post("/nearby", 200, **HERE)
    assert len(statements) <= 7
    assert len(page.html.select(".mp-posts li")) == 25


def test_distances_are_told_as_people_say_them():
    assert [far_words(meters) for meters in (2, 30, 280, 300, 800)] == [
        "About 50 ft", "About 100 ft", "About 900 ft", "0.2 mi", "0.5 mi",
    ]  # fmt: skip


def test_the_city_home_is_a_map_of_links(town, browser, visitor):
    page = visitor.get("/")
    links = {link["href"]: link["aria-label"] for link in page.html.select(".home-map svg a")}
    assert links == {"/b/juniper-square": "Juniper Square", "/b/marble-hill": "Marble Hill"}
    own = browser(town.people["Luis"]).get("/")
    assert own.html.select_one('.home-map a[href="/b/juniper-square"] path')["class"] == ["m-own"]
