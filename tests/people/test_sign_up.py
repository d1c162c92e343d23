"""Signing up: nobody exists before their address is confirmed, and nobody learns who has an account."""

from sqlalchemy import func, select

from community.people.models import Account, Code, Login, Person
from tests import make
from tests.cast import city
from tests.people.conftest import PASSWORD, reads_alike, signed_in

ROSA = {"name": "Rosa B.", "email": "rosa@example.org", "password": PASSWORD}


def test_rosa_signs_up_with_the_code(visitor, post_office, db, look):
    page = visitor.post("/sign-up", status=200, **ROSA)
    assert "rosa@example.org" in page.text
    assert PASSWORD not in page.text
    assert look(select(func.count()).select_from(Person)) == 0
    [mail] = post_office()
    assert mail.to == "rosa@example.org"
    db.commit()
    visitor.post("/code", code=mail.code[:3] + " " + mail.code[3:])
    rosa = look(select(Person))
    assert rosa.display_name == "Rosa B."
    assert rosa.confirmed_at is not None
    assert signed_in(visitor)


def test_the_link_shows_a_button_and_looking_changes_nothing(visitor, another_visitor, post_office, db, look):
    visitor.post("/sign-up", status=200, **ROSA)
    [mail] = post_office()
    for _look in range(2):
        page = another_visitor.get(mail.link)
        assert "Rosa B." in page.text
    assert look(select(func.count()).select_from(Person)) == 0
    assert not signed_in(another_visitor)
    db.commit()
    another_visitor.post(mail.link, password=PASSWORD)
    assert look(select(Person.display_name)) == "Rosa B."
    assert signed_in(another_visitor)
    assert not signed_in(visitor)
    another_visitor.get(mail.link, status=404)
    visitor.post("/code", status=422, code=mail.code)


def test_a_known_address_gets_a_mail_and_the_page_says_the_same(visitor, another_visitor, post_office, db, look):
    make.person(db, "Dana", email="dana@example.org")
    known = visitor.post("/sign-up", status=200, **{**ROSA, "email": "Dana@example.org"})
    fresh = another_visitor.post("/sign-up", status=200, **{**ROSA, "email": "nova@example.org"})
    assert reads_alike(known, fresh)
    mails = {mail.to: mail for mail in post_office()}
    assert "already" in mails["dana@example.org"].subject
    assert "/code/" not in mails["dana@example.org"].words
    visitor.post("/code", status=422, code="123456")
    assert look(select(func.count()).select_from(Person)) == 1
    assert look(select(Account.password_hash)) is None


def test_a_second_sign_up_for_the_address_cannot_take_the_first_ones_password(
    visitor, another_visitor, post_office, look
):
    another_visitor.post(
        "/sign-up", status=200, name="Mallory", email="rosa@example.org", password="mallory knows this"
    )
    visitor.post("/sign-up", status=200, **ROSA)
    mails = post_office()
    another_visitor.post("/code", status=422, code=mails[1].code)
    visitor.post("/code", code=mails[1].code)
    assert look(select(Person.display_name)) == "Rosa B."
    another_visitor.post("/sign-in", status=422, email="rosa@example.org", password="mallory knows this")
    assert not signed_in(another_visitor)


def test_the_late_one_of_two_sign_ups_is_told(visitor, another_visitor, post_office, look):
    for browser in (visitor, another_visitor):
        browser.post("/sign-up", status=200, **ROSA)
    first, second = post_office()
    visitor.post("/code", code=first.code)
    page = another_visitor.post("/code", status=422, code=second.code)
    assert "already" in page.text
    assert look(select(func.count()).select_from(Account)) == 1


def test_what_was_refused_comes_back_filled_in_but_not_the_password(visitor, look):
    page = visitor.post("/sign-up", status=422, name="City Hall", email="rosa@example", password="short")
    assert "City Hall" in page.text
    assert "rosa@example" in page.text
    assert "short" not in page.text
    assert page.text.count("msg-err") == 3
    assert look(select(func.count()).select_from(Code)) == 0


def test_names_of_the_city_and_of_its_agencies_are_refused(visitor, db):
    make.agency(db, "Streets and Lights")
    visitor.post("/sign-up", status=422, **{**ROSA, "name": "Streets and Lights"})
    visitor.post("/sign-up", status=422, **{**ROSA, "name": "Larkport"})
    visitor.post("/sign-up", status=200, **ROSA)


def test_names_of_those_who_play_a_part_are_refused_to_others(visitor, browser, db, look):
    made = city(db)
    for name in ("Denise", "DENISE", "Priya"):
        assert "has this name" in visitor.post("/sign-up", status=422, **{**ROSA, "name": name})
    visitor.post("/sign-up", status=200, **{**ROSA, "name": "Luis"})  # a neighbor's: there are many
    luis, denise = browser(made.people["Luis"]), browser(made.people["Denise"])
    assert "has this name" in luis.post("/me/name", status=422, name="Denise")
    denise.post("/me/name", name="denise")
    assert look(select(Person.display_name).where(Person.id == made.people["Denise"].id)) == "denise"


def test_the_password_may_not_be_the_name_or_the_address(visitor):
    for password in ("Rosalinda Berg", "rosa.berg@example.org", "aaaaaaaaaaaa", "x" * 201):
        form = {"name": "Rosalinda Berg", "email": "rosa.berg@example.org", "password": password}
        assert visitor.post("/sign-up", status=422, **form).text.count("msg-err") == 1


def test_hostile_forms_get_a_page(visitor, look):
    for value in ("\x00", "<script>alert(1)</script>", "x" * 200_000, "\u202e" * 50, "ﷺ" * 1000):
        page = visitor.post("/sign-up", status=422, name=value, email=value, password=value, code=value)
        assert "<script>alert" not in page.text
        visitor.post("/sign-in", status=422, email=value, password=value)
        visitor.post("/reset", status=422, email=value)
    visitor.post("/sign-up", status=422)
    visitor.post("/sign-in", status=422)
    assert look(select(func.count()).select_from(Login)) == 0


def test_a_new_code_for_the_same_sign_up(visitor, post_office, look):
    visitor.post("/sign-up", status=200, **ROSA)
    post_office()
    visitor.post("/code", status=200, again="1")
    first, second = post_office()
    visitor.post("/code", status=422, code=first.code if first.code != second.code else "000000")
    visitor.post("/code", code=second.code)
    assert look(select(Person.display_name)) == "Rosa B."
