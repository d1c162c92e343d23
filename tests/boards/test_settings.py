"""A captain sets threshold, welcome and who sends to 311; what is refused comes back filled in."""

import pytest
from sqlalchemy import select

from community.activity.models import Activity
from community.boards.models import Board
from community.boards.rules import threshold_of
from tests import make

GOOD = {"threshold": "7", "welcome": "Talk about things, not people.", "escalation": "captain"}


@pytest.fixture
def dana(db):
    """Captain of Juniper Square."""
    person = make.person(db, "Dana")
    make.member(db, person, make.board(db), "captain")
    return person


def now(db):
    db.rollback()
    db.expire_all()
    board = db.scalars(select(Board).where(Board.slug == "juniper-square")).one()
    db.rollback()
    return board.threshold, board.welcome, board.escalation


def test_what_is_set_is_shown_and_told(db, dana, browser):
    hers = browser(dana)
    hers.post("/b/juniper-square/settings", **GOOD)
    assert now(db) == (7, "Talk about things, not people.", "captain")
    page = hers.get("/b/juniper-square/settings?saved=yes")
    assert "Talk about things, not people." in page
    form = next(form for form in page.forms.values() if "threshold" in form.fields)
    assert form["threshold"].value == "7"
    assert "board_set" in db.scalars(select(Activity.kind)).all()


def test_the_same_settings_again_are_nothing_new(db, dana, browser):
    hers = browser(dana)
    hers.post("/b/juniper-square/settings", **GOOD)
    hers.post("/b/juniper-square/settings", **GOOD)
    assert db.scalars(select(Activity.kind)).all().count("board_set") == 1


def test_an_empty_number_is_the_citys(db, dana, browser, app):
    browser(dana).post("/b/juniper-square/settings", **{**GOOD, "threshold": "  "})
    assert now(db)[0] is None
    board = db.scalars(select(Board)).one()
    assert threshold_of(board, app.knobs) == app.knobs.votes_to_escalate


@pytest.mark.parametrize("threshold", ["2", "0", "-5", "201", "1e3", "ten", "9" * 30, "３", "3.5", "\0"])
def test_no_board_goes_under_the_floor_or_over_the_top(db, dana, browser, threshold):
    page = browser(dana).post("/b/juniper-square/settings", status=422, **{**GOOD, "threshold": threshold})
    assert "Choose a number from 3 to 200." in page.text
    assert "Talk about things, not people." in page.text, "what was typed is not lost"
    assert now(db)[0] is None


@pytest.mark.parametrize("edge", [3, 200])
def test_floor_and_top_themselves_are_fine(db, dana, browser, edge):
    browser(dana).post("/b/juniper-square/settings", **{**GOOD, "threshold": str(edge)})
    assert now(db)[0] == edge


def test_a_long_welcome_is_refused_and_kept(db, dana, browser):
    page = browser(dana).post("/b/juniper-square/settings", status=422, **{**GOOD, "welcome": "w" * 1001})
    assert "1,001" in page.text
    assert "w" * 1001 in page.text
    browser(dana).post("/b/juniper-square/settings", **{**GOOD, "welcome": "w" * 1000})
    assert now(db)[1] == "w" * 1000


def test_missing_fields_and_hostile_words(db, dana, browser):
    hers = browser(dana)
    assert "Choose who sends posts" in hers.post("/b/juniper-square/settings", status=422).text
    hers.post("/b/juniper-square/settings", **{**GOOD, "welcome": "<script>alert(1)</script>\0\u202e"})
    assert now(db)[1] == "<script>alert(1)</script>"
    assert "<script>alert(1)" not in hers.get("/b/juniper-square/settings").text


def test_a_floor_raised_later_counts_for_every_board(db, dana, browser, app):
    browser(dana).post("/b/juniper-square/settings", **{**GOOD, "threshold": "3"})
    now(db)
    board = db.scalars(select(Board)).one()

    class Raised:
        votes_floor, votes_to_escalate = 5, 10

    assert threshold_of(board, Raised()) == 5
