"""Who is not signed in hears what a post lacks before the way through sign-up, not after it; nothing typed is lost."""

import html
import json
import re

import pytest
from sqlalchemy import func, select

from community.activity.models import Activity
from community.catalog.models import Service
from community.observations.models import Observation
from tests import hostile, make
from tests.people.conftest import PASSWORD
from tests.when import in_trial

WORDS = {
    "title": "Tires by the steps",
    "description": "Five of them.\n\nSince Friday & they burn.",
    "landmark": "By the rec center steps",
    "nameless": "1",
    "client_id": "one-and-the-same-form",
}
POST = "/b/juniper-square/post"


@pytest.fixture
def juniper(db):
    """The board, and a kind of request that the city takes."""
    board, agency = make.board(db, "Juniper Square"), make.agency(db, "Streets", fallback=True)
    make.question(db, make.service(db, agency, "Pothole"), "depth", text="How deep is it?", datatype="number")
    return board


def form_of(page):
    """The form of the post, with what stands in it."""
    return next(form for form in page.forms.values() if "title" in form.fields)


def kept_of(page):
    """What the sign-in page carries along: the fields by name; None on any other page."""
    found = re.search(r'name="kept" value="([^"]*)"', page.text)
    return dict(json.loads(html.unescape(found.group(1)))[1]) if found else None


def nothing_happened(look):
    """Whether neither a post nor a line of history was written."""
    return look(select(func.count()).select_from(Observation)) == look(select(func.count(Activity.id))) == 0


def test_nadia_hears_at_once_that_the_title_is_missing_and_signs_up_after_that(visitor, juniper, look, post_office):
    page = visitor.post(POST, status=422, **WORDS | {"title": ""})
    assert "There is a problem" in page.text
    assert "Say in one line what you see." in page.text
    assert kept_of(page) is None
    form = form_of(page)
    assert form["description"].value.replace("\r\n", "\n") == WORDS["description"]
    assert (form["landmark"].value, form["nameless"].value) == (WORDS["landmark"], "1")
    assert form["client_id"].value == WORDS["client_id"]
    form["title"] = WORDS["title"]
    page = form.submit(status=401)
    kept = kept_of(page)
    assert {name: kept[name].replace("\r\n", "\n") for name in WORDS} == WORDS
    assert nothing_happened(look)
    field = html.unescape(re.search(r'name="kept" value="([^"]*)"', page.text).group(1))
    sign_up = {"name": "Nadia B.", "email": "nadia@example.org", "password": PASSWORD}
    visitor.post("/sign-up", status=200, **sign_up, kept=field)
    page = visitor.post("/code", status=200, code=post_office()[0].code, kept=field)
    page.forms["carry-on"].submit(status=303)
    assert look(select(Observation.title)) == WORDS["title"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"landmark": ""}, "Say where it is: an address, a street or a landmark."),
        ({"title": "x" * 121}, "Please keep it to 120 letters."),
        ({"kind": "999999"}, "The city does not take this kind any more."),
        ({"kind": "pothole"}, "Choose a kind from the list"),
        ({"kind": "POTHOLE", "answer.depth": "very deep"}, "Write a number, like 3 or 2.5."),
        ({"lat": "42.35", "lon": "-60"}, "Post on Juniper Square without the spot"),
    ],
)
def test_whatever_is_refused_later_is_said_before(db, visitor, juniper, look, more, said):
    if more.get("kind") == "POTHOLE":
        more = more | {"kind": str(look(select(Service.id)))}
    page = visitor.post(POST, status=422, **WORDS | more)
    assert said in page.text
    assert kept_of(page) is None
    assert form_of(page)["description"].value.replace("\r\n", "\n") == WORDS["description"]
    assert nothing_happened(look)


def test_an_open_question_of_the_city_stops_nobody(visitor, juniper, look):
    kind = str(look(select(Service.id)))
    assert kept_of(visitor.post(POST, status=401, **WORDS | {"kind": kind}))["kind"] == kind


def test_a_complete_post_goes_straight_to_the_sign_in(visitor, juniper):
    kept = kept_of(visitor.post(POST, status=401, **WORDS))
    assert kept["description"].replace("\r\n", "\n") == WORDS["description"]


def test_somebody_unconfirmed_hears_it_too(db, browser, juniper):
    una = browser(make.person(db, "Una", confirmed=False))
    page = una.post(POST, status=422, **WORDS | {"title": ""})
    assert "Say in one line what you see." in page.text
    assert "not confirmed" in una.post(POST, status=401, **WORDS).text


def test_a_script_is_asked_to_sign_in_and_a_foreign_form_gets_no_page_of_ours(visitor, juniper, look):
    assert visitor.post(POST, status=401, json=True, title="").json["error"] == "Please sign in first."
    page = visitor.post(POST, status=400, csrf=False, title="", description="Buy my pills")
    assert "data-compose" not in page.text
    assert nothing_happened(look)


def test_a_board_that_is_not_there_stays_away(visitor, juniper):
    visitor.post("/b/nowhere/post", status=404, **WORDS | {"title": ""})


FIELDS = ["title", "client_id", *in_trial("description", "kind", "place", "lat", "lon", "answer.depth")]


@pytest.mark.parametrize("field", FIELDS)
def test_hostile_values_are_never_our_fault(visitor, juniper, field):
    for value in hostile.VALUES:
        answer = visitor.post(POST, status=None, **WORDS | {field: value})
        assert answer.status_int in (401, 422), (field, value)
