"""Mails go out at least once, from the present state, to nobody who is not there any more."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.activity.models import Activity, Delivery
from community.people import actions
from tests import make


@pytest.fixture
def dana(db):
    return make.person(db, "Dana", email="dana@example.org")


def test_the_history_holds_no_address(visitor, dana, db, post_office):
    visitor.post("/sign-in/code", status=200, email="dana@example.org")
    [mail] = post_office()
    for row in db.scalars(select(Activity)):
        assert row.kind == "code_requested"
        assert set(row.data) == {"code_id"}
    for delivery in db.scalars(select(Delivery)):
        assert "@" not in delivery.target
        assert mail.code not in delivery.target


def test_a_mail_that_could_not_go_is_tried_again_with_a_new_code(visitor, dana, app, db, worker, post_office):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    before, app.knobs = app.knobs, replace(app.knobs, mail=f"smtp://127.0.0.1:{port}")
    try:
        visitor.post("/sign-in/code", status=200, email="dana@example.org")
        worker()
        delivery = db.scalar(select(Delivery))
        assert delivery.done_at is None
        assert delivery.due is not None
        assert "dana" not in (delivery.problem or "")
        db.commit()
    finally:
        app.knobs = before
    assert post_office() == []
    with clock.travel(timedelta(seconds=10)):
        [mail] = post_office()
        visitor.post("/code", code=mail.code)


def test_a_mail_that_nobody_waits_for_any_more_is_not_sent(visitor, dana, post_office):
    visitor.post("/sign-in/code", status=200, email="dana@example.org")
    with clock.travel(timedelta(hours=2)):
        assert post_office() == []


def test_an_account_closed_in_between_gets_none(visitor, dana, db, post_office):
    visitor.post("/sign-in/code", status=200, email="dana@example.org")
    actions.close_account(db, dana.id)
    db.commit()
    assert post_office() == []


def test_links_never_come_from_the_host_header(visitor, dana, post_office):
    visitor.app.extra_environ["HTTP_HOST"] = "evil.example"
    visitor.app.post(
        "/sign-in/code",
        {"email": "dana@example.org", "csrf_token": "t" * 40},
        headers={"Cookie": "csrf=" + "t" * 40},
    )
    [mail] = post_office()
    assert "evil.example" not in mail.words
    assert mail.link.startswith("/code/")


def test_the_letters_are_plain_and_say_what_to_do(visitor, dana, post_office):
    visitor.post("/sign-up", status=200, name="Rosa B.", email="rosa@example.org", password="seven blue bicycles")
    [mail] = post_office()
    assert "Rosa B." in mail.words
    assert "!" not in mail.words
    assert "10 minutes" in mail.words
    assert "bicycles" not in mail.words
