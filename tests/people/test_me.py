"""One's own account: name, address, password, sign-ins, and the end of it."""

import pytest
from sqlalchemy import func, select

from community.activity.models import Activity
from community.people import actions
from community.people.models import Account, Code, Login, Membership, Person
from community.permissions import Role
from tests import make
from tests.counting import asked
from tests.people.conftest import PASSWORD, reads_alike, signed_in


@pytest.fixture
def dana(db, dana):
    """Dana, with a board."""
    make.member(db, dana, make.board(db))
    return dana


def kinds(db):
    """The facts recorded so far."""
    found = db.scalars(select(Activity.kind).order_by(Activity.id)).all()
    db.commit()
    return found


def email_of(db, person):
    """The address of the account, as it is now."""
    db.expire_all()
    found = db.get(Account, person.id).email
    db.commit()
    return found


def test_a_stranger_sees_none_of_it(visitor, dana, db):
    visitor.get("/me", status=303)
    visitor.get("/me/close", status=303)
    for path in ("name", "email", "password", "sign-ins/end", "close"):
        visitor.post(f"/me/{path}", status=401, name="Eve E.", email="eve@example.org", which="everywhere", sure="yes")
    db.refresh(dana)
    assert dana.display_name == "Dana"
    assert dana.closed_at is None
    assert kinds(db) == []


def test_dana_takes_another_name(browser, dana, db):
    danas = browser(dana)
    page = danas.post("/me/name", status=422, name="Captain City")
    assert "Captain City" in page.text
    danas.post("/me/name", name="  Dana   K. ")
    db.refresh(dana)
    assert dana.display_name == "Dana K."
    assert "person_renamed" in kinds(db)


def test_dana_moves_to_another_address(browser, dana, db, post_office):
    danas = browser(dana)
    form = {"email": "dana@new.example.org", "email_password": PASSWORD}
    assert "not your password" in danas.post("/me/email", status=422, **{**form, "email_password": "wrong"}).text
    danas.post("/me/email", status=200, **form)
    [mail] = post_office()
    assert mail.to == "dana@new.example.org"
    assert email_of(db, dana) == "dana@example.org"
    danas.post("/code", code=mail.code)
    assert email_of(db, dana) == "dana@new.example.org"
    told = post_office()[-1]
    assert told.to == "dana@example.org"
    assert "changed" in told.subject
    assert "new.example" not in told.words


def test_somebody_elses_address_is_not_given_and_not_told(browser, dana, db, post_office):
    make.person(db, "Kim", email="kim@example.org")
    danas = browser(dana)
    free = danas.post("/me/email", status=200, email="free@example.org", email_password=PASSWORD)
    taken = danas.post("/me/email", status=200, email="kim@example.org", email_password=PASSWORD)
    assert reads_alike(taken, free)
    mails = {mail.to: mail for mail in post_office()}
    assert "/code/" not in mails["kim@example.org"].words
    danas.post("/code", status=422, code="000000")
    assert email_of(db, dana) == "dana@example.org"


def test_an_address_taken_in_between_stays_with_the_first(browser, dana, db, post_office):
    danas = browser(dana)
    danas.post("/me/email", status=200, email="kim@example.org", email_password=PASSWORD)
    [mail] = post_office()
    make.person(db, "Kim", email="kim@example.org")
    danas.post("/code", status=422, code=mail.code)
    assert email_of(db, dana) == "dana@example.org"


def test_a_new_password_ends_the_other_sign_ins(browser, visitor, dana, db, post_office):
    here, there = browser(dana), browser(dana)
    here.post("/me/password", status=422, password_password="wrong", new_password="ten green bottles")
    here.post("/me/password", status=422, password_password=PASSWORD, new_password="dana@example.org")
    assert signed_in(there)
    here.post("/me/password", password_password=PASSWORD, new_password="ten green bottles")
    assert signed_in(here)
    assert not signed_in(there)
    visitor.post("/sign-in", status=422, email="dana@example.org", password=PASSWORD)
    visitor.post("/sign-in", email="dana@example.org", password="ten green bottles")
    assert [mail.to for mail in post_office()] == ["dana@example.org"]
    assert "person_signed_out" in kinds(db)


def test_a_lost_password_is_set_anew(browser, visitor, dana, db, post_office):
    old = browser(dana)
    visitor.post("/reset", status=200, email="dana@example.org")
    [mail] = post_office()
    visitor.post("/code", status=422, code=mail.code, new_password="short")
    visitor.post("/code", code=mail.code, new_password="ten green bottles")
    assert signed_in(visitor)
    assert not signed_in(old)
    visitor.post("/sign-out")
    visitor.post("/sign-in", email="dana@example.org", password="ten green bottles")


def test_a_reset_by_link_asks_for_the_password_there(visitor, another_visitor, dana, post_office):
    visitor.post("/reset", status=200, email="dana@example.org")
    [mail] = post_office()
    assert "new_password" in another_visitor.get(mail.link).text
    another_visitor.post(mail.link, status=422, new_password="short")
    another_visitor.post(mail.link, new_password="ten green bottles")
    assert signed_in(another_visitor)
    assert not signed_in(visitor)


def test_a_reset_of_an_unknown_address_looks_the_same(visitor, another_visitor, dana, post_office):
    known = visitor.post("/reset", status=200, email="dana@example.org")
    unknown = another_visitor.post("/reset", status=200, email="nobody@example.org")
    assert reads_alike(known, unknown)
    assert len(post_office()) == 1


def test_sign_ins_are_listed_and_ended(browser, dana, db, look):
    kim = make.person(db, "Kim")
    here, there, kims = browser(dana), browser(dana), browser(kim)
    assert here.get("/me").text.count("End it") == 1
    logins = db.scalars(select(Login.id).where(Login.person_id == dana.id).order_by(Login.id)).all()
    kims_login = look(select(Login.id).where(Login.person_id == kim.id))
    db.commit()
    here.post("/me/sign-ins/end", which=kims_login)
    assert signed_in(kims)
    here.post("/me/sign-ins/end", which=logins[1])
    assert signed_in(here)
    assert not signed_in(there)
    here.post("/me/sign-ins/end", status=404, which="nonsense")
    third = browser(dana)
    here.post("/me/sign-ins/end", which="others")
    assert not signed_in(third)
    here.post("/me/sign-ins/end", which="everywhere")
    assert not signed_in(here)
    assert signed_in(kims)


def test_closing_says_first_and_erases(browser, visitor, dana, db, look, post_office):
    danas = browser(dana)
    page = danas.get("/me/close")
    assert "Erased for good" in page.text
    assert "without a name" in page.text
    danas.post("/me/close", status=422, password=PASSWORD)
    danas.post("/me/close", status=422, sure="yes", password="wrong")
    visitor.post("/sign-in/code", status=200, email="Dana@example.org")
    [mail] = post_office()
    danas.post("/me/close", sure="yes", password=PASSWORD)
    db.expire_all()
    closed = db.get(Person, dana.id)
    assert closed.display_name == ""
    assert closed.closed_at is not None
    for table in (Account, Login, Code, Membership):
        assert look(select(func.count()).select_from(table)) == 0
    assert kinds(db)[-1] == "person_closed"
    db.commit()
    assert not signed_in(danas)
    visitor.post("/code", status=422, code=mail.code)
    visitor.post("/sign-in", status=422, email="dana@example.org", password=PASSWORD)


def test_an_address_that_was_left_is_erased_too(visitor, look, post_office):
    visitor.post("/sign-up", status=200, name="Rosa B.", email="rosa@old.example", password=PASSWORD)
    visitor.post("/code", code=post_office()[-1].code)
    visitor.post("/me/email", status=200, email="rosa@new.example", email_password=PASSWORD)
    visitor.post("/code", code=post_office()[-1].code)
    assert "rosa@new.example" in visitor.get("/me")
    post_office()
    visitor.post("/me/close", sure="yes", password=PASSWORD)
    assert look(select(func.count()).select_from(Code)) == 0


def test_who_takes_an_account_over_in_two_steps_does_not_silence_the_warning(dana, db, post_office):
    for address in ("one@thief.example", "two@thief.example"):  # both before a letter has gone
        code = actions.request_code(db, "change_email", address, "browser", person_id=dana.id)
        minted = actions.mint_code(db, code.id)
        actions.redeem_code(db, actions.take_code(db, "browser", minted.digits))
    db.commit()
    warned = [mail.to for mail in post_office() if "changed" in mail.subject.lower()]
    assert warned == ["dana@example.org", "one@thief.example"]


def test_the_last_administrator_stays(browser, dana, db):
    actions.grant_part(db, dana.id, Role.ADMIN, "city", 0)
    db.commit()
    danas = browser(dana)
    assert "only administrator" in danas.post("/me/close", status=422, sure="yes", password=PASSWORD).text
    assert signed_in(danas)


def test_pages_ask_few_questions(browser, dana, db, app):
    danas = browser(dana)
    for _more in range(30):
        browser(dana)
    with asked(app.sessions.engines) as found:
        danas.get("/me")
    assert len([sql for sql, _values in found if sql.startswith("SELECT")]) <= 6
