"""What may not be tried too often, and that the tries of one do not lock out another."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community import clock
from community.people.models import Attempt
from tests.people.conftest import PASSWORD, signed_in


@pytest.fixture
def few(app):
    """Small limits for the length of a story."""
    before = app.knobs
    app.knobs = replace(before, limit_sign_in=3, limit_codes=2, limit_sign_up=2)
    yield
    app.knobs = before


@pytest.mark.parametrize("address", ["dana@example.org", "nobody@example.org"])
def test_wrong_passwords(visitor, dana, few, look, address):
    for _try in range(3):
        visitor.post("/sign-in", status=422, email=address, password="wrong one")
    page = visitor.post("/sign-in", status=429, email=address.upper(), password=PASSWORD)
    assert "Wait 15 minutes" in page.text
    assert not signed_in(visitor)
    with clock.travel(timedelta(minutes=16)):
        visitor.post("/sign-in", status=303 if "dana" in address else 422, email=address, password=PASSWORD)
    assert look(select(func.count()).select_from(Attempt)) <= 2


def test_a_good_sign_in_forgets_the_bad_ones(visitor, dana, few, look):
    for _round in range(3):
        visitor.post("/sign-in", status=422, email="dana@example.org", password="wrong one")
        visitor.post("/sign-in", email="dana@example.org", password=PASSWORD)
    assert look(select(func.count()).where(Attempt.kind == "sign_in")) == 0


def test_one_network_trying_many_addresses(visitor, dana, few):
    for number in range(15):
        visitor.post("/sign-in", status=422, email=f"n{number}@example.org", password="wrong one")
    visitor.post("/sign-in", status=429, email="dana@example.org", password=PASSWORD)


def test_codes_to_one_address(visitor, another_visitor, dana, few, post_office):
    for _try in range(2):
        visitor.post("/sign-in/code", status=200, email="dana@example.org")
    visitor.post("/sign-in/code", status=429, email="Dana@example.org")
    another_visitor.post("/reset", status=429, email="dana@example.org")
    another_visitor.post("/reset", status=200, email="other@example.org")
    assert len(post_office()) == 2


def test_sign_ups_from_one_network(visitor, few, post_office):
    for number in range(2):
        visitor.post("/sign-up", status=200, name="Rosa", email=f"r{number}@example.org", password=PASSWORD)
    page = visitor.post("/sign-up", status=429, name="Rosa", email="r3@example.org", password=PASSWORD)
    assert "r3@example.org" in page.text
    assert PASSWORD not in page.text
    assert len(post_office()) == 2


def test_a_header_does_not_make_another_network(visitor, few):
    for number in range(3):
        visitor.app.post(
            "/sign-up",
            {"name": "Rosa", "email": f"r{number}@example.org", "password": PASSWORD, "csrf_token": "t" * 40},
            headers={"X-Forwarded-For": f"10.0.0.{number}", "Cookie": "csrf=" + "t" * 40},
            status=200 if number < 2 else 429,
        )


def test_no_address_is_kept_with_the_tries(visitor, dana, few, db):
    visitor.post("/sign-in", status=422, email="dana@example.org", password="wrong one")
    for attempt in db.scalars(select(Attempt)):
        assert len(attempt.key) == 64
