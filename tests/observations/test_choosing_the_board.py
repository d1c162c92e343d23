"""A point tells the board: the form asks, and one button posts where the person says."""

import pytest
from sqlalchemy import select

from community.observations.models import Observation
from tests import make

SMALL = {
    "type": "Polygon",
    "coordinates": [[[-71.06, 42.34], [-71.04, 42.34], [-71.04, 42.36], [-71.06, 42.36], [-71.06, 42.34]]],
}
WORDS = {"title": "Tires by the steps", "description": "Five of them", "lat": "42.35", "lon": "-71.05"}


@pytest.fixture
def boards(db):
    return make.board(db, "Juniper Square", area=0.01), make.board(db, "Steps", geometry=SMALL, area=0.0004)


@pytest.fixture
def ana(db, browser):
    return browser(make.person(db, "Ana"))


def posts(db):
    found = db.scalars(select(Observation)).all()
    db.commit()
    return found


def press(page, words):
    """Press the button with these words in the form that carries the post."""
    form = next(form for form in page.forms.values() if "title" in form.fields)
    button = next(tag for tag in page.html.find_all("button") if tag.text.strip() == words)
    target = button.get("formaction", form.action)
    fields = {name: value for name, value in form.submit_fields() if isinstance(value, str)}
    if button.get("name"):
        fields[button["name"]] = button["value"]
    return page.test_app.post(target, fields, status="*")


def test_on_several_boards_the_person_chooses_smallest_first(db, boards, ana):
    page = ana.post("/b/juniper-square/post", **WORDS, status=422)
    assert posts(db) == []
    buttons = [tag.text for tag in page.html.find(id="place-question").find_all("button")]
    assert buttons == ["Post on Steps", "Post on Juniper Square"]
    done = press(page, "Post on Steps")
    assert done.status_int == 303
    post = posts(db)[0]
    assert (post.board_id, post.title, post.description) == (boards[1].id, "Tires by the steps", "Five of them")


def test_on_another_board_one_button_posts_there(db, boards, ana):
    east = [[-71.0, 42.3], [-70.9, 42.3], [-70.9, 42.4], [-71.0, 42.4], [-71.0, 42.3]]
    hill = make.board(db, "Marble Hill", geometry={"type": "Polygon", "coordinates": [east]})
    page = ana.post("/b/juniper-square/post", **WORDS | {"lon": "-70.95"}, status=422)
    assert press(page, "Post on Marble Hill instead").status_int == 303
    assert [post.board_id for post in posts(db)] == [hill.id]


def test_on_no_board_it_says_so_and_names_the_nearest(db, boards, ana):
    page = ana.post("/b/juniper-square/post", **WORDS | {"lat": "41", "landmark": "The long steps"}, status=422)
    assert "That spot is on no board." in page.text
    assert "The nearest one is" in page.text
    assert "Five of them" in page.text
    assert posts(db) == []
    assert press(page, "Post on Juniper Square without the spot").status_int == 303
    assert [post.lat for post in posts(db)] == [None]


def test_choosing_a_board_the_point_is_not_on_does_not_help(db, boards, ana):
    ana.post("/b/steps/post", **WORDS | {"lat": "42.31"}, chosen="1", status=422)
    assert posts(db) == []


@pytest.mark.parametrize(
    "at", [("90", "0"), ("-90", "180"), ("89.99", "10"), ("-85.2", "-71.05"), ("91", "0"), ("42", "")]
)
def test_a_pole_is_no_place_and_says_so(boards, ana, db, at):
    square, _steps = boards
    spot = {"lat": at[0], "lon": at[1]}
    page = ana.post(f"/b/{square.slug}/post", status=422, title="Ice by the steps", place="5814 Larch St", **spot)
    assert "We could not read that spot" in page
    assert "Ice by the steps" in page
    assert posts(db) == []
