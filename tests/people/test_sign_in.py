"""Signing in by password, by code, as a demo person; and out again."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community import clock
from community.activity.models import Activity
from community.people import actions
from community.people.models import Account, Login, Person
from tests import make
from tests.people.conftest import PASSWORD, password_hash, reads_alike, signed_in


def test_dana_signs_in_and_out(visitor, dana, db, look):
    visitor.post("/sign-in", email="Dana@Example.org", password=PASSWORD)
    assert signed_in(visitor)
    token = visitor.app.cookies["login"]
    assert look(select(Login.token_hash)) != token
    db.commit()
    visitor.post("/sign-out")
    assert not signed_in(visitor)
    assert look(select(func.count()).select_from(Login)) == 0
    visitor.app.set_cookie("login", token)
    assert not signed_in(visitor)


def test_a_wrong_password_and_an_unknown_address_read_the_same(visitor, another_visitor, dana):
    wrong = visitor.post("/sign-in", status=422, email="dana@example.org", password="something else")
    unknown = another_visitor.post("/sign-in", status=422, email="nobody@example.org", password="something else")
    assert reads_alike(wrong, unknown)
    assert "something else" not in wrong.text
    assert not signed_in(visitor)


def test_signing_in_again_ends_the_old_token(visitor, dana, db, look):
    visitor.post("/sign-in", email="dana@example.org", password=PASSWORD)
    old = visitor.app.cookies["login"]
    visitor.post("/sign-in", email="dana@example.org", password=PASSWORD)
    assert visitor.app.cookies["login"] != old
    assert look(select(func.count()).select_from(Login)) == 1
    ended = db.scalars(select(Activity).where(Activity.kind == "login_ended")).all()
    assert [row.person_id for row in ended] == [dana.id]


@pytest.mark.parametrize("cookie", ["", "x", "x" * 43, "é" * 43, "x" * 5000, "../../etc", "' OR 1=1 --"])
def test_garbage_cookies_are_nobody(visitor, dana, cookie):
    visitor.app.set_cookie("login", cookie.encode().decode("latin-1")) if cookie else None
    assert not signed_in(visitor)
    assert visitor.get("/sign-in").status_int == 200


def test_a_sign_in_that_was_not_used_for_long_is_over(browser, dana):
    danas = browser(dana)
    assert signed_in(danas)
    with clock.travel(timedelta(days=91)):
        assert not signed_in(danas)


def test_a_post_keeps_a_sign_in_alive_and_reading_writes_nothing(browser, dana, db, look):
    danas = browser(dana)
    before = look(select(Login.seen_at))
    db.commit()
    with clock.travel(timedelta(days=60)):
        danas.get("/me")
        assert look(select(Login.seen_at)) == before
        db.commit()
        answer = danas.post("/me/name", name="Dana K.")
        assert any("login=" in header for header in answer.headers.getall("Set-Cookie"))
        assert look(select(Login.seen_at)) > before
        db.commit()
    with clock.travel(timedelta(days=120)):
        assert signed_in(danas)


def test_a_suspended_persons_sign_ins_die(visitor, browser, dana, db):
    danas = browser(dana)
    actions.suspend_person(db, dana.id)
    db.commit()
    assert not signed_in(danas)
    visitor.post("/sign-in", status=403, email="dana@example.org", password=PASSWORD)
    assert not signed_in(visitor)
    actions.restore_person(db, dana.id)
    db.commit()
    assert not signed_in(danas)
    visitor.post("/sign-in", email="dana@example.org", password=PASSWORD)
    assert signed_in(visitor)


def test_a_code_signs_in(visitor, dana, post_office):
    visitor.post("/sign-in/code", status=200, email="dana@example.org")
    [mail] = post_office()
    visitor.post("/code", code=mail.code)
    assert signed_in(visitor)
    visitor.post("/sign-out")
    visitor.post("/code", status=422, code=mail.code)
    assert not signed_in(visitor)


def test_an_unknown_address_gets_no_mail_and_the_same_page(visitor, another_visitor, dana, post_office):
    known = visitor.post("/sign-in/code", status=200, email="dana@example.org")
    unknown = another_visitor.post("/sign-in/code", status=200, email="nobody@example.org")
    assert reads_alike(known, unknown)
    assert [mail.to for mail in post_office()] == ["dana@example.org"]
    for browser in (visitor, another_visitor):
        assert "does not fit" in browser.post("/code", status=422, code="000000").text


def test_a_suspended_person_gets_no_code(visitor, dana, db, post_office):
    actions.suspend_person(db, dana.id)
    db.commit()
    visitor.post("/sign-in/code", status=200, email="dana@example.org")
    assert post_office() == []


def test_a_code_works_in_the_browser_that_asked_only(visitor, another_visitor, dana, post_office):
    visitor.post("/sign-in/code", status=200, email="dana@example.org")
    another_visitor.post("/sign-in/code", status=200, email="nobody@example.org")
    [mail] = post_office()
    another_visitor.post("/code", status=422, code=mail.code)
    assert not signed_in(another_visitor)
    another_visitor.app.set_cookie("browser", secrets.token_urlsafe(32))
    another_visitor.post("/code", status=422, code=mail.code)
    assert not signed_in(another_visitor)


def test_five_wrong_codes_and_the_right_one_is_worth_nothing(visitor, dana, post_office):
    visitor.post("/sign-in/code", status=200, email="dana@example.org")
    [mail] = post_office()
    for _try in range(5):
        visitor.post("/code", status=422, code=f"{(int(mail.code) + 1) % 1_000_000:06}")
    assert "too many times" in visitor.post("/code", status=422, code=mail.code).text
    assert not signed_in(visitor)


def test_after_ten_minutes_a_code_is_over(visitor, dana, post_office):
    visitor.post("/sign-in/code", status=200, email="dana@example.org")
    [mail] = post_office()
    with clock.travel(timedelta(minutes=11)):
        visitor.post("/code", status=422, code=mail.code)
        visitor.get(mail.link, status=404)
        visitor.post(mail.link, status=404)


def test_a_code_by_mail_confirms_an_address_that_was_not(visitor, db, post_office):
    person = make.person(db, "Ines", confirmed=False, email="ines@example.org")
    visitor.post("/sign-in/code", status=200, email="ines@example.org")
    [mail] = post_office()
    visitor.post("/code", code=mail.code)
    db.refresh(person)
    assert person.confirmed_at is not None
    assert signed_in(visitor)


def test_demo_people_are_only_there_in_demo_mode(visitor, dana, db, look, app):
    demo = actions.create_demo_person(db, "Otis W.")
    db.commit()
    assert "Otis W." not in visitor.get("/sign-in").text
    visitor.post("/sign-in/demo", status=404, person_id=demo.id)
    app.knobs = replace(app.knobs, demo=True)
    try:
        assert "Otis W." in visitor.get("/sign-in").text
        visitor.post("/sign-in/demo", status=404, person_id=dana.id)
        visitor.post("/sign-in/demo", status=404, person_id="nonsense")
        visitor.post("/sign-in/demo", person_id=demo.id)
        assert signed_in(visitor)
        visitor.post("/me/email", status=403, email="otis@example.org")
        visitor.post("/me/close", status=403, sure="yes")
    finally:
        app.knobs = replace(app.knobs, demo=False)
    assert not signed_in(visitor)
    assert actions.end_demo_logins(db) == 1
    db.commit()
    assert look(select(func.count()).select_from(Login)) == 0


def test_a_password_changed_while_it_was_checked_does_not_open(visitor, dana, look, app, monkeypatch):
    from community.people import doors

    def slow(*words):
        with app.sessions.writing() as other, other.begin():
            other.execute(update(Account).values(password_hash=password_hash("another one entirely")))
        return True

    monkeypatch.setattr(doors, "matches", slow)
    visitor.post("/sign-in", status=422, email="dana@example.org", password=PASSWORD)
    assert look(select(func.count()).select_from(Login)) == 0


def test_nothing_happens_without_the_csrf_token(visitor, dana, look):
    visitor.post("/sign-in", status=400, csrf=False, email="dana@example.org", password=PASSWORD)
    visitor.post("/sign-in/code", status=400, csrf=False, email="dana@example.org")
    assert look(select(func.count()).select_from(Login)) == 0
    assert look(select(func.count()).select_from(Person)) == 1
