"""Thirty tries at the same moment: a limit holds exactly, on both engines."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from webtest import TestApp

from community.comments.models import Comment
from community.observations.models import Observation
from community.people.models import Account, Attempt, Code, Login
from community.voting.models import Vote
from tests import make
from tests.browser import Browser
from tests.people.conftest import PASSWORD, password_hash

TRIES = 30
LIMIT = 5


@pytest.fixture
def at_once(app, wsgi):
    """``at_once(do)``: the limits are small, and ``do(browser, number)`` happens thirty times, as many at once as the
    server serves; how often each status was answered."""
    before = app.knobs
    names = ("limit_sign_in", "limit_codes", "limit_sign_up", "limit_posts", "limit_comments", "limit_votes")
    app.knobs = replace(before, **dict.fromkeys(names, LIMIT))

    def run(do, person=None):
        browsers = [Browser(TestApp(wsgi)) for _ in range(TRIES)]
        for browser in browsers if person else ():
            browser.sign_in_as(person, app)
        with ThreadPoolExecutor(before.threads) as server:
            return Counter(server.map(lambda one: do(browsers[one], one).status_int, range(TRIES)))

    yield run
    app.knobs = before


@pytest.fixture
def luis(db):
    luis = make.person(db, "Luis", email="luis@example.org")
    db.get(Account, luis.id).password_hash = password_hash()
    db.commit()
    return luis


@pytest.fixture
def posts(db, luis):
    """A board Luis belongs to, with thirty posts of Ana's."""
    board = make.board(db)
    make.member(db, luis, board)
    ana = make.person(db, "Ana")
    return [make.observation(db, board, ana).id for _ in range(TRIES)]


def test_wrong_passwords_for_one_account(at_once, luis, look):
    form = {"email": "luis@example.org", "password": "wrong every time"}
    answers = at_once(lambda browser, _number: browser.post("/sign-in", status=None, **form))
    assert answers == {422: LIMIT, 429: TRIES - LIMIT}
    assert look(select(func.count()).where(Attempt.kind == "sign_in")) == LIMIT


@pytest.mark.trial
def test_sign_ups_from_one_network(at_once, look):
    def sign_up(browser, number):
        fields = {"name": "Rosa", "email": f"rosa{number}@example.org", "password": PASSWORD}
        return browser.post("/sign-up", status=None, **fields)

    assert at_once(sign_up) == {200: LIMIT, 429: TRIES - LIMIT}
    assert look(select(func.count()).select_from(Code)) == LIMIT


def test_codes_to_one_address(at_once, look):
    answers = at_once(lambda browser, _number: browser.post("/sign-in/code", status=None, email="luis@example.org"))
    assert answers == {200: LIMIT, 429: TRIES - LIMIT}
    assert look(select(func.count()).select_from(Code)) == LIMIT


def test_upvotes_of_one_person_on_as_many_posts(at_once, luis, posts, look):
    answers = at_once(lambda one, number: one.post(f"/o/{posts[number]}/vote", status=None, do="cast"), luis)
    assert answers == {303: LIMIT, 429: TRIES - LIMIT}
    assert look(select(func.count()).select_from(Vote)) == LIMIT
    assert look(select(func.sum(Observation.vote_count))) == LIMIT


@pytest.mark.trial
def test_replies_of_one_person_in_as_many_threads(at_once, luis, posts, look):
    def reply(browser, number):
        return browser.post(f"/o/{posts[number]}/comments", status=None, words=f"Number {number}")

    assert at_once(reply, luis) == {303: LIMIT, 429: TRIES - LIMIT}
    assert look(select(func.count()).select_from(Comment)) == LIMIT


@pytest.mark.trial
def test_one_person_signs_in_right_thirty_times_and_is_never_refused_for_it(at_once, luis, look):
    form = {"email": "luis@example.org", "password": PASSWORD}

    def in_turn(browser, number):
        """Five at once are as many as may be tried; each good one gives its try back."""
        return browser.post("/sign-in", status=None, **form)

    answers = at_once(in_turn)
    assert set(answers) <= {303, 429}
    assert look(select(func.count()).select_from(Login)) == answers[303] >= LIMIT
    assert look(select(func.count()).where(Attempt.kind == "sign_in")) == 0
