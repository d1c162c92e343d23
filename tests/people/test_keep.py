"""What was written before signing in travels through the pages and goes out at the end; nothing else does."""

import html
import json
import re

import pytest
from sqlalchemy import func, select

from community.observations.models import Observation
from community.people import keep
from community.people.models import Account, Person
from tests import make
from tests.people.conftest import PASSWORD, password_hash, signed_in

WORDS = 'Tires by the "steps"\n\n<b>since</b> Friday & they\tburn'


@pytest.fixture
def larch(db):
    """A board to write on."""
    return make.board(db, "Larch Hill")


def kept_of(page):
    """The hidden field of a page, as the browser would send it."""
    found = re.search(r'name="kept" value="([^"]*)"', page.text)
    return html.unescape(found.group(1)) if found else None


def form_of(page):
    """The fields of the page that carries on."""
    form = page.forms["carry-on"]
    return form.action, {name: form[name].value for name in form.fields if name}


def test_words_survive_sign_up(visitor, larch, post_office):
    fields = {"title": WORDS, "place": "5814 Larch St", "nameless": "yes", "password": "never kept"}
    page = visitor.post("/b/larch-hill/post", status=401, **fields)
    kept = kept_of(page)
    assert "never kept" not in page.text
    page = visitor.post("/sign-up", status=200, start="1", kept=kept)
    page = visitor.post(
        "/sign-up", status=422, name="Rosa B.", email="rosa@example.org", password="no", kept=kept_of(page)
    )
    form = {"name": "Rosa B.", "email": "rosa@example.org", "password": PASSWORD, "kept": kept_of(page)}
    page = visitor.post("/sign-up", status=200, **form)
    [mail] = post_office()
    page = visitor.post("/code", status=422, code="abc", kept=kept_of(page))
    page = visitor.post("/code", status=200, code=mail.code, kept=kept_of(page))
    action, fields = form_of(page)
    assert action == "/b/larch-hill/post"
    assert fields["title"].replace("\r\n", "\n") == WORDS
    assert fields["nameless"] == "yes"
    assert "password" not in fields
    assert "<b>since" not in page.text
    assert "carry-on.js" in page.text
    assert signed_in(visitor)


def test_words_survive_a_sign_in_that_ended_in_between(visitor, larch, db):
    dana = make.person(db, "Dana", email="dana@example.org")

    db.get(Account, dana.id).password_hash = password_hash()
    db.commit()
    kept = kept_of(visitor.post("/b/larch-hill/post", status=401, place="5814 Larch St", title=WORDS))
    kept = kept_of(visitor.post("/sign-in", status=422, email="dana@example.org", password="wrong one", kept=kept))
    kept = kept_of(visitor.post("/reset", status=200, start="1", email="dana@example.org", kept=kept))
    page = visitor.post("/sign-in", status=200, email="dana@example.org", password=PASSWORD, kept=kept)
    assert form_of(page)[1]["title"].replace("\r\n", "\n") == WORDS


def test_the_link_in_another_tab_and_the_first_tab_after_it_lead_on_and_post_once(visitor, larch, post_office, look):
    fields = {"place": "5814 Larch St", "title": WORDS, "client_id": "tires-by-the-steps"}
    kept = kept_of(visitor.post("/b/larch-hill/post", status=401, **fields))
    visitor.post("/sign-up", status=200, name="Rosa B.", email="rosa@example.org", password=PASSWORD, kept=kept)
    [mail] = post_office()
    for page in (
        visitor.post(mail.link, status=200),
        visitor.post("/code", status=200, pressed_link="1", kept=kept),
    ):
        assert form_of(page)[0] == "/b/larch-hill/post"
        page.forms["carry-on"].submit(status=303)
    assert look(select(func.count()).select_from(Observation)) == 1


def test_a_page_to_open_is_opened_after_signing_in(visitor, larch, db, post_office):
    make.person(db, "Dana", email="dana@example.org")
    answer = visitor.get("/me", status=303)
    assert answer.headers["Location"].endswith("/sign-in?next=%2Fme")
    page = visitor.get("/sign-in?next=/me")
    visitor.post("/sign-in/code", status=200, email="dana@example.org", kept=kept_of(page))
    answer = visitor.post("/code", code=post_office()[0].code, kept=kept_of(page))
    assert answer.headers["Location"].endswith("/me")


def test_a_foreign_site_cannot_have_its_words_posted(visitor, larch):
    page = visitor.post("/b/larch-hill/post", status=None, csrf=False, title="Buy my pills")
    assert kept_of(page) is None
    assert "carry-on" not in page.text


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/b/larch-hill/post", "/\\evil.example", "/sign-in", "/sign-out",
        "javascript:alert(1)", "/b/larch-hill/post\nSet-Cookie: x", "/nowhere", "",
        None, 7, "/b/%ff/post",
    ],
)  # fmt: skip
def test_words_are_carried_to_our_own_forms_only(visitor, larch, db, target):
    kept = json.dumps([target, [["title", "x y"]]])
    page = visitor.post("/sign-in", status=422, email="dana@example.org", password="x", kept=kept)
    assert kept_of(page) is None


@pytest.mark.parametrize(
    "kept",
    [
        "x", "[]", "[[[[", "[" * 150_000, "{}", "null", '["/b/larch-hill/post"]', '["/b/larch-hill/post", 7]', "\x00",
        '["/b/larch-hill/post", [["a"]]]', '["/b/larch-hill/post", [["a", "\\ud800"]]]',
        '["/b/larch-hill/post", [[1, 2]]]',
        json.dumps(["/b/larch-hill/post", [["a", "b"]] * 500]),
        json.dumps(["/b/larch-hill/post", [["a", "b" * 400_000]]]),
    ],
)  # fmt: skip
def test_a_forged_field_is_dropped(visitor, larch, kept):
    page = visitor.post("/sign-in", status=422, email="dana@example.org", password="x", kept=kept)
    assert kept_of(page) is None


def test_what_never_travels(visitor, larch):
    fields = {"title": "Tires", "place": "5814 Larch St", "password": "p", "new_password": "p", "kept": "k"}
    page = visitor.post("/b/larch-hill/post", status=401, **fields)
    target, pairs = json.loads(kept_of(page))
    assert target == "/b/larch-hill/post"
    assert pairs == [["title", "Tires"], ["place", "5814 Larch St"]]
    assert set(fields) - {"title", "place"} <= keep.NEVER_KEPT


@pytest.mark.parametrize(
    ("path", "back", "fields", "shown"),
    [
        ("/me/name", "/me", {"name": "Luisa"}, ["Luisa"]),
        ("/me/email", "/me", {"email": "new@example.org", "email_password": "my secret pass"}, ["new@example.org"]),
        ("/me/password", "/me", {"password_password": "old old secret", "new_password": "new new secret"}, []),
        ("/admin/services", "/admin/services", {"name": "Graffiti", "description": "Paint on walls", "do": "add"},
         ["Graffiti", "Paint on walls"]),
        ("/admin/gateways/7", "/admin/gateways/7", {"api_key": "a key with spaces", "name": "Streets"}, ["Streets"]),
    ],
)  # fmt: skip
def test_what_is_not_posted_by_itself_is_shown_through_sign_in_and_back(visitor, db, path, back, fields, shown):
    dana = make.person(db, "Dana", email="dana@example.org")
    db.get(Account, dana.id).password_hash = password_hash()
    db.commit()
    page = visitor.post(path, status=401, **fields)
    for password in ("wrong one", PASSWORD):
        assert [words.text for words in page.html.select("blockquote.kept")] == shown
        assert "secret" not in page
        assert "a key" not in page
        page = visitor.post("/sign-in", None, email="dana@example.org", password=password, kept=kept_of(page))
    if shown:
        assert page.status_int == 200
        assert [words.text for words in page.html.select("blockquote.kept")] == shown
        assert page.html.select_one(f'main a[href="{back}"]')
        assert "carry-on" not in page.forms
    else:
        assert page.headers["Location"].endswith(back)


def test_somebody_unconfirmed_is_led_to_a_code_with_their_words(browser, larch, db, post_office):
    ines = make.person(db, "Ines", confirmed=False, email="ines@example.org")
    inas = browser(ines)
    page = inas.post("/b/larch-hill/post", status=401, title="Tires by the steps", place="5814 Larch St")
    assert "not confirmed" in page.text
    inas.post("/sign-in/code", status=200, email="ines@example.org", kept=kept_of(page))
    page = inas.post("/code", status=200, code=post_office()[0].code, kept=kept_of(page))
    assert form_of(page)[1]["title"] == "Tires by the steps"


def test_a_post_written_before_sign_up_stands_on_the_board_at_the_end(visitor, larch, look, post_office):
    page = visitor.get("/b/larch-hill/post")
    form = page.forms[next(key for key in page.forms if "title" in page.forms[key].fields)]
    form["title"] = "Tires by the steps"
    form["place"] = "5814 Larch St"
    page = form.submit(status=401)
    assert look(select(func.count()).select_from(Observation)) == 0
    sign_up = {"name": "Rosa B.", "email": "rosa@example.org", "password": PASSWORD}
    page = visitor.post("/sign-up", status=200, **sign_up, kept=kept_of(page))
    page = visitor.post("/code", status=200, code=post_office()[0].code, kept=kept_of(page))
    assert look(select(func.count()).select_from(Observation)) == 0
    page = page.forms["carry-on"].submit(status=303).follow()
    assert "Tires by the steps" in page.text
    assert look(select(Person.display_name).join(Observation, Observation.author_id == Person.id)) == "Rosa B."


@pytest.mark.parametrize("page", ["/reports", "/photos/abc/cover"])
def test_a_page_whose_sign_in_ended_is_where_the_next_one_leads(visitor, page):
    kept = visitor.get("/sign-in", params={"next": page}).html.find("input", attrs={"name": "kept"})
    assert page in kept["value"]


def test_a_vote_pressed_before_signing_in_counts_at_the_end(visitor, larch, db, look, post_office):
    made = make.observation(db, larch, make.person(db, "Otis"))
    make.person(db, "Dana", email="dana@example.org")
    form = next(form for form in visitor.get(f"/o/{made.id}").forms.values() if form.action.endswith("/vote"))
    page = form.submit("do", status=401)
    visitor.post("/sign-in/code", status=200, email="dana@example.org", kept=kept_of(page))
    page = visitor.post("/code", status=200, code=post_office()[0].code, kept=kept_of(page))
    page.forms["carry-on"].submit(status=303)
    assert look(select(Observation.vote_count)) == 1
