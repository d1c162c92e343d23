"""The link of a sign-up, opened elsewhere: who signs up with an address that is not theirs gets nothing by it."""

import html
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from webtest import TestApp

from community import clock
from community.activity.timers import begin_daily
from community.observations.models import Observation
from community.people.models import Account, Attempt, Code, Person
from tests import make
from tests.browser import Browser
from tests.people.conftest import PASSWORD, signed_in

MALLORYS = "mallory knows this"
OWN = "ten green bottles"


@pytest.fixture
def mallory(visitor):
    """A browser that signed up with Rosa's address and a password Rosa does not know."""
    visitor.post("/sign-up", status=200, name="Rosa B.", email="rosa@example.org", password=MALLORYS)
    return visitor


@pytest.fixture
def rosa(another_visitor):
    """Rosa's own browser, with the mail before her."""
    return another_visitor


def people(look):
    return look(select(func.count()).select_from(Person))


def test_pressing_the_button_alone_confirms_nobody(mallory, rosa, post_office, look):
    [mail] = post_office()
    page = rosa.get(mail.link)
    assert "Your password" in page.text
    assert "New password" in page.text
    page = rosa.post(mail.link, status=422)
    assert "not the password of this sign-up" in page.text
    rosa.post(mail.link, status=422, new_password="")
    assert people(look) == 0
    assert not signed_in(rosa)
    assert not signed_in(mallory)


def test_the_owner_chooses_a_password_and_the_other_one_opens_nothing(mallory, rosa, post_office, look):
    [mail] = post_office()
    rosa.post(mail.link, new_password=OWN)
    assert signed_in(rosa)
    assert not signed_in(mallory)
    for way, fields in (
        ("/sign-in", {"email": "rosa@example.org", "password": MALLORYS}),
        ("/code", {"code": mail.code}),
        ("/code", {"pressed_link": "1"}),
    ):
        mallory.post(way, status=422, **fields)
    mallory.post(mail.link, status=404, password=MALLORYS)
    mallory.post(mail.link, status=404)
    assert not signed_in(mallory)
    assert people(look) == 1
    visitor = Browser(TestApp(rosa.app.app))
    visitor.post("/sign-in", email="rosa@example.org", password=OWN)
    assert signed_in(visitor)


def test_a_new_password_has_to_be_one(mallory, rosa, post_office, look):
    [mail] = post_office()
    for password in ("short", "rosa@example.org", "x" * 201, "aaaaaaaaaaaa"):
        page = rosa.post(mail.link, status=422, new_password=password)
        assert "Choose a password" in page.text
    assert people(look) == 0
    rosa.post(mail.link, new_password=OWN)


def test_who_signed_up_on_the_laptop_joins_on_the_phone_with_the_same_password(visitor, rosa, post_office, look):
    visitor.post("/sign-up", status=200, name="Rosa B.", email="rosa@example.org", password=PASSWORD)
    [mail] = post_office()
    rosa.post(mail.link, status=422, password="seven blue bicycle")
    rosa.post(mail.link, password=PASSWORD)
    assert signed_in(rosa)
    assert look(select(Person.display_name)) == "Rosa B."
    assert look(select(func.count()).where(Attempt.kind == "sign_in")) == 0


def test_the_browser_that_began_presses_the_button_and_no_more(visitor, post_office):
    visitor.post("/sign-up", status=200, name="Rosa B.", email="rosa@example.org", password=PASSWORD)
    [mail] = post_office()
    assert "Your password" not in visitor.get(mail.link).text
    visitor.post(mail.link)
    assert signed_in(visitor)


def test_a_sign_up_of_her_own_does_not_make_her_browser_the_one_that_began(mallory, rosa, post_office, look):
    rosa.post("/sign-up", status=200, name="Rosa", email="rosa@example.org", password=OWN)
    mallorys, hers = post_office()
    rosa.post(mallorys.link, status=422)
    rosa.post(mallorys.link, status=422, password=OWN)
    assert people(look) == 0
    rosa.post(hers.link)
    assert signed_in(rosa)
    mallory.post("/sign-in", status=422, email="rosa@example.org", password=MALLORYS)
    rosa.post(mallorys.link, status=422, new_password=OWN)
    assert people(look) == 1


def writes_first(browser, db):
    """Tires by the steps, written before the sign-up with Rosa's address; what the pages carry."""
    make.board(db, "Larch Hill")
    page = browser.post("/b/larch-hill/post", status=401, title="Tires by the steps", place="5814 Larch St")
    kept = html.unescape(re.search(r'name="kept" value="([^"]*)"', page.text).group(1))
    browser.post("/sign-up", status=200, kept=kept, name="Rosa B.", email="rosa@example.org", password=PASSWORD)
    return kept


def test_a_post_written_before_goes_on_by_the_link_too(visitor, post_office, db, look):
    writes_first(visitor, db)
    [mail] = post_office()
    page = visitor.post(mail.link, status=200)
    assert page.forms["carry-on"].action == "/b/larch-hill/post"
    page.forms["carry-on"].submit(status=303)
    assert look(select(Observation.title)) == "Tires by the steps"
    assert look(select(Code.kept)) is None
    assert look(select(Code.password_hash)) is None
    assert look(select(Code.display_name)) is None


def test_a_post_written_before_is_still_there_when_the_phone_opens_the_page_of_the_code_anew(
    visitor, post_office, db, look
):
    writes_first(visitor, db)
    [mail] = post_office()
    page = visitor.get("/code")
    assert "Tires by the steps" in page.text
    page = visitor.post("/code", status=200, code=mail.code)  # the form of a page that was open before
    assert page.forms["carry-on"]["title"].value == "Tires by the steps"


def test_words_longer_than_any_post_travel_but_are_not_stored_with_the_code(visitor, post_office, db, look):
    make.board(db, "Larch Hill")
    fields = [["title", "Tires"], ["place", "5814 Larch St"], ["description", "Tires by the steps. " * 2_000]]
    kept = json.dumps(["/b/larch-hill/post", fields])
    visitor.post("/sign-up", status=200, kept=kept, name="Rosa B.", email="rosa@example.org", password=PASSWORD)
    assert look(select(Code.kept)) is None
    page = visitor.post("/code", status=200, kept=kept, code=post_office()[-1].code)
    assert page.forms["carry-on"]["description"].value.startswith("Tires by the steps. Tires")


def test_codes_asked_for_before_are_gone_with_the_words_in_them_once_one_is_used(visitor, rosa, post_office, db, look):
    kept = writes_first(visitor, db)
    rosa.post("/sign-up", status=200, kept=kept, name="Rosa B.", email="rosa@example.org", password=PASSWORD)
    visitor.post("/code", status=200, again="1")
    visitor.post("/code", status=200, code=post_office()[-1].code)
    assert signed_in(visitor)
    assert look(select(func.count()).select_from(Code)) == 2, "the used one, and that of the other browser"
    assert look(select(func.count()).where(Code.used_at.is_not(None))) == 1


def test_a_code_nobody_uses_is_forgotten_though_nobody_asks_for_another(app, visitor, db, look, worker, post_office):
    writes_first(visitor, db)
    with app.sessions.writing() as session, session.begin():
        begin_daily(session, app)
    for days, left in ((2, 1), (4, 0)):
        with clock.travel(timedelta(days=days)):
            worker()
            assert look(select(func.count()).select_from(Code)) == left


def test_a_code_asked_for_to_sign_in_leads_on_by_its_link_in_the_same_browser_only(visitor, rosa, post_office, db):
    make.person(db, "Rosa B.", email="rosa@example.org")
    make.board(db, "Larch Hill")
    page = visitor.post("/b/larch-hill/post", status=401, title="Buy my pills", place="5814 Larch St")
    kept = html.unescape(re.search(r'name="kept" value="([^"]*)"', page.text).group(1))
    visitor.post("/sign-in/code", status=200, email="rosa@example.org", kept=kept)
    [mail] = post_office()
    rosa.post(mail.link, status=303)
    assert signed_in(rosa)
    visitor.post("/sign-in/code", status=200, email="rosa@example.org", kept=kept)
    assert "Buy my pills" in visitor.post(post_office()[-1].link, status=200)


def test_words_of_somebody_who_used_the_address_are_not_its_owners(visitor, rosa, post_office, db):
    writes_first(visitor, db)
    [mail] = post_office()
    assert "Tires by the steps" not in rosa.get(mail.link).text
    rosa.post(mail.link, status=303, new_password=OWN)
    assert signed_in(rosa)


def test_the_post_that_travels_along_goes_on_where_the_password_is_known(visitor, rosa, post_office, db):
    kept = writes_first(visitor, db)
    [mail] = post_office()
    assert "Tires by the steps" not in rosa.get(mail.link).text
    page = rosa.post(mail.link, status=200, password=PASSWORD)
    assert page.forms["carry-on"]["title"].value == "Tires by the steps"
    page = visitor.post("/code", status=422, pressed_link="1", kept=kept)
    assert "Tires by the steps" in page.text
    page = visitor.post("/sign-in", status=200, email="rosa@example.org", password=PASSWORD, kept=kept)
    assert page.forms["carry-on"]["title"].value == "Tires by the steps"


def test_passwords_are_not_guessed_at_the_link(app, mallory, rosa, post_office, look):
    before = app.knobs
    app.knobs = replace(before, limit_sign_in=3)
    [mail] = post_office()
    for _try in range(3):
        rosa.post(mail.link, status=422, password="wrong every time")
    rosa.post(mail.link, status=429, password=MALLORYS)
    app.knobs = before
    assert people(look) == 0
    rosa.post(mail.link, new_password=OWN)
    assert look(select(Account.email)) == "rosa@example.org"


def test_hostile_words_at_the_link_are_refused(mallory, rosa, post_office, look):
    [mail] = post_office()
    for value in ("\x00", "<script>alert(1)</script>" * 9, "x" * 100_000, "\u202e" * 300):
        for name in ("password", "new_password"):
            page = rosa.post(mail.link, status=422, **{name: value})
            assert "<script>alert" not in page.text
    assert people(look) == 0
