"""Neighbors vote: once each, counted exactly, and the vote that matters opens exactly one case."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from webtest import TestApp

from community import clock
from community.activity.models import Activity
from community.boards.actions import leave_board
from community.cases.models import Case
from community.limits import HOUR
from community.observations.models import Observation
from community.observations.rules import hot
from community.people.actions import count_attempt
from community.people.models import Membership, Person
from community.voting.actions import cast_vote, take_back_vote
from community.voting.models import Vote
from tests import make
from tests.browser import Browser
from tests.counting import asked


@pytest.fixture
def board(db):
    make.agency(db, "311", fallback=True)
    return make.board(db)


@pytest.fixture
def post(db, board):
    return make.observation(db, board, make.person(db, "Ana"))


@pytest.fixture
def luis(db, board):
    luis = make.person(db, "Luis")
    make.member(db, luis, board)
    return luis


def vote(person, post, do="cast", **more):
    return person.post(f"/o/{post.id}/vote", do=do, **more)


def fresh(db, row):
    """The row as it is now; the session is left without a transaction, so that the app may write."""
    db.refresh(row)
    db.commit()
    return row


def test_luis_upvotes_and_takes_it_back(db, browser, post, luis):
    page = vote(browser(luis), post)
    assert page.location.endswith(f"/o/{post.id}#o{post.id}")
    after = fresh(db, post)
    assert (after.vote_count, after.hot) == (1, hot(1, after.created_at))
    vote(browser(luis), post, "take_back")
    assert fresh(db, post).vote_count == 0
    assert fresh(db, post).hot == hot(0, post.created_at)
    assert [row.kind for row in db.scalars(select(Activity).order_by(Activity.id))] == ["vote_cast", "vote_taken_back"]


def test_pressing_twice_counts_once_and_answers_alike(db, browser, post, luis):
    person = browser(luis)
    first, second = vote(person, post, json=True, status=200).json, vote(person, post, json=True, status=200).json
    assert first == second
    assert first == {"observation_id": post.id, "votes": 1, "on": True, "state": "open", "more": 9}
    back = vote(person, post, "take_back", json=True, status=200).json
    assert back == vote(person, post, "take_back", json=True, status=200).json
    assert back["votes"] == 0
    assert db.scalar(select(func.count()).select_from(Activity)) == 2


def test_the_form_names_the_page_to_go_back_to_and_no_other_site(browser, post, luis):
    person = browser(luis)
    assert vote(person, post, back="/b/juniper-square?sort=new").location.endswith(
        f"/b/juniper-square?sort=new#o{post.id}"
    )
    for elsewhere in ("//evil.example/", "https://evil.example/", "/\\evil.example", "/b\r\nX: y"):
        assert vote(person, post, back=elsewhere).location.endswith(f"localhost/o/{post.id}#o{post.id}")


def test_nobody_upvotes_their_own_post(db, browser, board, post):
    ana = db.get_one(Person, post.author_id)
    make.member(db, ana, board)
    assert "your own" in vote(browser(ana), post, status=422, json=True).json["error"]
    assert fresh(db, post).vote_count == 0


def test_who_is_no_member_joins_and_upvotes_in_one_step(db, browser, board, post):
    nora = make.person(db, "Nora")
    vote(browser(nora), post, status=403)
    assert fresh(db, post).vote_count == 0
    vote(browser(nora), post, "join")
    assert fresh(db, post).vote_count == 1
    parts = db.scalars(select(Membership).where(Membership.person_id == nora.id)).all()
    assert [(part.role, part.scope_id) for part in parts] == [("neighbor", board.id)]
    db.commit()
    vote(browser(nora), post, "join")
    assert fresh(db, post).vote_count == 1


def test_a_join_whose_vote_is_refused_joins_nobody(db, browser, board, post):
    ana = db.get_one(Person, post.author_id)
    db.commit()
    vote(browser(ana), post, "join", status=422)
    assert db.scalar(select(func.count()).select_from(Membership)) == 0


def test_visitors_and_the_unconfirmed_do_not_vote(db, browser, visitor, post):
    una = make.person(db, "Una", confirmed=False)
    for who in (visitor, browser(una)):
        for do in ("cast", "join", "take_back"):
            vote(who, post, do, status=401)
    assert fresh(db, post).vote_count == 0


@pytest.mark.parametrize(
    "values", [{"state": "withdrawn"}, {"state": "resolved"}, {"hidden_at": clock.now(), "hidden_rule": "ad"}]
)
def test_closed_posts_take_no_votes(db, browser, board, luis, values):
    post = make.observation(db, board, None, **values)
    for do in ("cast", "take_back"):
        vote(browser(luis), post, do, status=422)
    assert fresh(db, post).vote_count == 0


def test_what_is_not_listed_is_not_there(db, browser, board, luis):
    post = make.observation(db, board, None, state="withdrawn", listed=False)
    vote(browser(luis), post, status=404)
    vote(browser(luis), post, "dance", status=404)


def test_a_vote_stays_when_its_author_leaves(db, browser, board, post, luis):
    vote(browser(luis), post)
    leave_board(db, make.identity(db, luis), board.id)
    db.commit()
    assert fresh(db, post).vote_count == 1
    vote(browser(luis), post, "take_back")
    assert fresh(db, post).vote_count == 0


def test_votes_an_hour_are_limited(db, app, board, luis):
    who = make.identity(db, luis)
    for _ in range(app.knobs.limit_votes):
        post = make.observation(db, board, None)
        db.add(Vote(observation_id=post.id, person_id=luis.id, cast_at=clock.now()))
    db.commit()
    post = make.observation(db, board, None)
    with pytest.raises(Exception, match="upvotes an hour"):
        cast_vote(db, who, post.id, app.knobs)
    with clock.travel(HOUR):
        assert cast_vote(db, who, post.id, app.knobs).votes == 1


def test_nobody_flickers_without_end(db, app, browser, post, luis):
    """A vote taken back leaves no row to count, so taking back is limited itself."""
    for _ in range(app.knobs.limit_votes):
        count_attempt(db, "take_back", str(luis.id), most=app.knobs.limit_votes, within=HOUR, message="")
    db.commit()
    person = browser(luis)
    vote(person, post)
    assert "took back many" in vote(person, post, "take_back", status=429)
    assert fresh(db, post).vote_count == 1


def test_the_case_counts_the_voices_that_come_later(db, app, board, post, luis):
    neighbors = []
    for number in range(10):
        neighbor = make.person(db, f"N{number}")
        make.member(db, neighbor, board)
        neighbors.append(make.identity(db, neighbor))
        standing = cast_vote(db, neighbors[-1], post.id, app.knobs)
    db.commit()
    assert (standing.state, standing.more) == ("escalated", None)
    case = db.scalars(select(Case)).one()
    assert (case.voices, case.opened_by, case.needs_sorting) == (10, "votes", True)
    cast_vote(db, make.identity(db, luis), post.id, app.knobs)
    take_back_vote(db, neighbors[0], post.id, app.knobs)
    take_back_vote(db, neighbors[1], post.id, app.knobs)
    db.commit()
    assert fresh(db, case).voices == fresh(db, post).vote_count == 9
    assert fresh(db, post).state == "escalated"


def statements(engines, db, work):
    with asked(engines) as found:
        work()
        db.flush()
    return [statement for statement, _values in found]


@pytest.mark.parametrize("state", ["open", "escalated"])
def test_a_vote_takes_at_most_seven_statements(db, app, board, luis, state):
    post = make.observation(db, board, None, state=state)
    who = make.identity(db, luis)
    db.expunge_all()
    taken = statements(app.sessions.engines, db, lambda: cast_vote(db, who, post.id, app.knobs))
    assert 4 <= len(taken) <= 7, taken


def test_thirty_votes_at_once_are_counted_exactly_and_open_one_case(app, wsgi, db, board, post):
    people = []
    for number in range(30):
        person = make.person(db, f"N{number}")
        joins = number % 3 == 0
        if not joins:
            make.member(db, person, board)
        browser = Browser(TestApp(wsgi))
        browser.sign_in_as(person, app)
        people.append((browser, "join" if joins else "cast"))
    with ThreadPoolExecutor(app.knobs.threads) as server:  # as many at once as the server serves at once
        answers = list(server.map(lambda one: vote(one[0], post, one[1], json=True, status=None), people))
    assert [answer.status_int for answer in answers] == [200] * 30
    assert sorted(answer.json["votes"] for answer in answers) == list(range(1, 31))
    after = fresh(db, post)
    assert (after.vote_count, after.state) == (30, "escalated")
    assert db.scalar(select(func.count()).select_from(Vote)) == 30
    case = db.scalars(select(Case)).one()
    assert case.voices == 30
    told = db.scalars(select(Activity.kind).order_by(Activity.id)).all()
    assert told.count("vote_cast") == 30
    assert told.count("case_opened") == 1
    counted = [
        row.data["votes"]
        for row in db.scalars(select(Activity).where(Activity.kind == "vote_cast").order_by(Activity.id))
    ]
    assert counted == list(range(1, 31))
    assert db.scalar(select(func.count()).select_from(Observation)) == 1
