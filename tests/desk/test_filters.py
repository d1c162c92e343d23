"""A liaison narrows the queue by words, number, address, shown name, age and state, and saves the address."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.cases.models import Case
from community.desk.models import SavedView
from community.observations.models import ExactPlace
from community.search.reindexing import index_batch
from tests.cast import city

MATTRESS = "Mattress in the alley, case"


@pytest.fixture
def town(app, db):
    made = city(db)
    index_batch(db, 0)
    db.commit()
    return made


def titles(page):
    return re.findall(r'<a class="narrow-only" href="/desk/case/[0-9]+[^"]*">([^<]*)', page.text)


def test_words_number_address_and_a_shown_name_find_a_case_and_a_hidden_name_does_not(town, db, browser):
    case, post = db.get_one(Case, town.cases["case"].id), town.posts["case"]
    case.reference = "311-26-000777"
    db.merge(ExactPlace(observation_id=post.id, address="5814 Larch St", lat=39.95, lon=-75.2))
    db.commit()
    priya = browser(town.people["Priya"])
    for typed in ("alley mattress", "311-26-000777", "5814 larch", "Ana"):
        assert MATTRESS in titles(priya.get("/desk", params={"view": "open", "q": typed})), typed
    page = priya.get("/desk?view=open&q=zebra")
    assert titles(page) == []
    assert "No case in this view passes the filters." in page.text
    sam = browser(town.people["Sam"])
    assert titles(sam.get("/desk?view=open&q=311-26-000777")) == []  # of another agency
    db.merge(post).nameless = True
    db.commit()
    assert titles(priya.get("/desk?view=open&q=Ana")) == []


def test_age_and_state_narrow_the_list_and_the_counts(town, db, browser):
    case = db.get_one(Case, town.cases["case"].id)
    case.opened_at, case.state = clock.now() - timedelta(days=8), "in_progress"
    db.commit()
    priya = browser(town.people["Priya"])
    assert MATTRESS in titles(priya.get("/desk?view=open&age=7&state=in_progress"))
    page = priya.get("/desk?view=open&age=30")
    assert titles(page) == []
    assert re.search(r'aria-current="page">.*?<span class="n">0<', page.text, re.DOTALL)
    assert titles(priya.get("/desk?view=closed&state=open")) == []
    assert MATTRESS in titles(priya.get("/desk?view=open&age=no&state=no&agency=x"))  # nonsense narrows nothing


def test_a_view_is_saved_listed_and_removed_by_its_owner_alone(town, browser, look):
    priya, wes = browser(town.people["Priya"]), browser(town.people["Wes"])
    form = {"address": "view=open&age=7&q=larch", "name": "Old on Larch"}
    page = priya.post("/desk/views", **form).follow()
    assert "Old on Larch" in page.text
    assert "Old on Larch" not in wes.get("/desk").text
    [view] = look(select(SavedView))
    wes.post("/desk/views", drop=view.id, address="", status=404)
    priya.post("/desk/views", **{**form, "name": ""}, status=422)
    priya.post("/desk/views", **form)  # the same name again replaces it
    assert len(look(select(SavedView))) == 1
    browser(town.people["Luis"]).post("/desk/views", **form, status=None)
    priya.post("/desk/views", drop=view.id, address="")
    assert look(select(SavedView)) == []
