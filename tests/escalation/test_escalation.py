"""From the board to 311: by votes, by Denise the captain, by a liaison, by a changed threshold. Never twice."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from community.activity.models import Activity, Timer
from community.activity.record import record
from community.boards.facts import BoardSet
from community.boards.models import Board
from community.cases.models import Backing, Case
from community.db.sessions import KNOBS
from community.errors import Refused
from community.escalation.actions import escalate_by_hand, escalate_if_due
from community.escalation.rules import is_due
from community.escalation.threshold import CITY_KIND, KIND, look_at_city
from community.observations.actions import locked_observation
from tests import make
from tests.cases.people import as_identity
from tests.cast import city


@pytest.mark.parametrize(
    ("votes", "escalation", "due"),
    [(9, "both", False), (10, "both", True), (30, "votes", True), (30, "captain", False)],
)
def test_enough_votes_are_due_unless_the_board_leaves_it_to_its_captain(votes, escalation, due):
    assert is_due(votes, 10, escalation) is due
    assert not is_due(votes, 10, escalation, taken_out=True)


def case_of(db, post):
    """The case behind which the post stands now, if any; leaves no transaction open."""
    db.rollback()
    case = db.scalar(select(Case).join(Backing).where(Backing.observation_id == post.id))
    db.commit()
    return case


def due(db, app, post):
    case = escalate_if_due(db, post, db.get_one(Board, post.board_id), app.knobs)
    db.commit()
    return case


@pytest.fixture
def juniper(db):
    return make.board(db, threshold=3)


@pytest.fixture
def ana(db):
    return make.person(db, "Ana")


def test_votes_send_a_post_of_a_known_kind(db, app, juniper, ana):
    streets = make.agency(db, "Streets")
    pothole = make.service(db, streets)
    post = make.observation(db, juniper, ana, vote_count=3, service_id=pothole.id)
    case = due(db, app, post)
    assert (case.agency_id, case.service_id, case.needs_sorting) == (streets.id, pothole.id, False)
    assert (case.opened_by, case.voices, case.board_id) == ("votes", 3, juniper.id)
    assert (post.state, post.escalated_by) == ("escalated", "votes")
    assert due(db, app, post) is None


def test_not_sure_goes_to_the_fallback_agency_to_be_sorted(db, app, juniper, ana):
    make.agency(db, "Streets")
    desk = make.agency(db, "311 desk", fallback=True)
    case = due(db, app, make.observation(db, juniper, ana, vote_count=3))
    assert (case.agency_id, case.service_id, case.needs_sorting) == (desk.id, None, True)


def test_a_city_without_agencies_loses_no_vote(db, app, juniper, ana):
    case = due(db, app, make.observation(db, juniper, ana, vote_count=3))
    assert case.needs_sorting


def test_open_questions_wait_with_the_agency_of_the_kind(db, app, juniper, ana):
    make.agency(db, "311 desk", fallback=True)
    streets = make.agency(db, "Streets")
    pothole = make.service(db, streets)
    make.question(db, pothole, "size")
    open_question = make.observation(db, juniper, ana, vote_count=3, service_id=pothole.id)
    answered = make.observation(db, juniper, ana, vote_count=3, service_id=pothole.id, answers={"size": "A tire"})
    assert due(db, app, open_question).needs_sorting
    case = due(db, app, answered)
    assert not case.needs_sorting
    assert case.answers == {"size": "A tire"}


@pytest.mark.parametrize("values", [{"state": "resolved"}, {"state": "withdrawn"}, {"hidden_rule": "names_person"}])
def test_what_is_resolved_withdrawn_or_hidden_is_not_due(db, app, juniper, ana, values):
    if "hidden_rule" in values:
        values = {**values, "hidden_at": juniper.created_at}
    assert due(db, app, make.observation(db, juniper, ana, vote_count=30, **values)) is None
    assert db.scalar(select(Case.id)) is None


def test_a_post_that_came_back_to_the_board_gets_no_second_case(db, app, juniper, ana):
    post = make.observation(db, juniper, ana, vote_count=3)
    due(db, app, post)
    post.state = "open"
    db.commit()
    assert due(db, app, post) is None
    assert db.scalar(select(func.count()).select_from(Backing)) == 1


def test_captain_and_votes_at_the_same_moment_make_one_case(db, app, juniper, ana):
    pothole = make.service(db, make.agency(db, fallback=True))
    denise = make.person(db, "Denise")
    make.member(db, denise, juniper, "captain")
    captain = as_identity(db, denise)
    post = make.observation(db, juniper, ana, vote_count=3, service_id=pothole.id)
    db.commit()
    start = threading.Barrier(8)

    def by_votes():
        with app.sessions.writing() as mine, mine.begin():
            observation = locked_observation(mine, post.id)
            escalate_if_due(mine, observation, mine.get_one(Board, juniper.id), app.knobs)

    def by_hand():
        try:
            with app.sessions.writing() as mine, mine.begin():
                escalate_by_hand(mine, captain, post.id, pothole.id, {}, "Children pass here.")
        except Refused:
            pass

    def run(act):
        start.wait()
        act()

    threads = [threading.Thread(target=run, args=(act,)) for act in [by_votes, by_hand] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.scalar(select(func.count()).select_from(Case)) == 1
    assert db.scalar(select(func.count()).select_from(Activity).where(Activity.kind == "case_opened")) == 1


def test_a_lower_threshold_reaches_the_posts_that_have_the_votes_already(db, app, ana, worker):
    make.agency(db, fallback=True)
    board, other = make.board(db, threshold=10), make.board(db, "Marble Hill", threshold=10)
    posts = [make.observation(db, board, ana, f"Post {votes}", vote_count=votes) for votes in (2, 5, 9)]
    hidden = make.observation(db, board, ana, vote_count=9, hidden_at=board.created_at, hidden_rule="spam")
    elsewhere = make.observation(db, other, ana, vote_count=9)
    board.threshold = 5
    record(db, BoardSet(board.id))
    db.commit()
    worker()
    for post in [*posts, hidden, elsewhere]:
        db.refresh(post)
    assert [post.state for post in posts] == ["open", "escalated", "escalated"]
    assert (hidden.state, elsewhere.state) == ("open", "open")
    assert db.scalar(select(func.count()).select_from(Case)) == 2


def test_a_long_board_is_gone_through_in_batches(db, app, ana, worker, monkeypatch):
    monkeypatch.setattr("community.escalation.threshold.BATCH", 3)
    make.agency(db, fallback=True)
    board = make.board(db, threshold=3)
    for number in range(8):
        make.observation(db, board, ana, f"Post {number}", vote_count=4)
    record(db, BoardSet(board.id))
    record(db, BoardSet(board.id))
    db.commit()
    worker()
    assert db.scalar(select(func.count()).select_from(Case)) == 8


@pytest.mark.parametrize(("default", "floor", "sent"), [(5, 3, [5, 6, 9]), (2, 6, [6, 9]), (10, 3, [])])
def test_a_changed_default_of_the_city_reaches_them_within_a_day(db, app, ana, worker, monkeypatch,
                                                                 default, floor, sent):  # fmt: skip
    make.agency(db, fallback=True)
    board = make.board(db)
    own, by_hand = make.board(db, "Own Hill", threshold=10), make.board(db, "Captain Hill", escalation="captain")
    posts = [make.observation(db, board, ana, f"Post {votes}", vote_count=votes) for votes in (2, 5, 6, 9)]
    others = [make.observation(db, one, ana, vote_count=9) for one in (own, by_hand)]
    others.append(make.observation(db, board, ana, vote_count=9, hidden_at=board.created_at, hidden_rule="spam"))
    knobs = replace(app.knobs, votes_to_escalate=default, votes_floor=floor)
    monkeypatch.setattr(app, "knobs", knobs)
    monkeypatch.setitem(app.sessions.made_with, KNOBS, knobs)
    for planned in (bool(sent), False):
        with app.sessions.writing() as nightly, nightly.begin():
            look_at_city(nightly)
        assert db.scalar(select(func.count()).select_from(Timer).where(Timer.kind == KIND)) == planned
        db.commit()
        worker()
    for post in posts + others:
        db.refresh(post)
    assert [post.vote_count for post in posts if post.state == "escalated"] == sent
    assert {post.state for post in others} == {"open"}
    assert db.scalar(select(func.count()).select_from(Case)) == len(sent)
    assert CITY_KIND in app.activity.daily


def test_denise_sends_it_with_a_reason(db, browser, worker):
    story = city(db)
    post = story.posts["open"]
    denise = browser(story.people["Denise"])
    page = denise.get(f"/o/{post.id}/escalate")
    assert f'value="{story.dumping.id}" selected' in page.text
    refused = denise.post(f"/o/{post.id}/escalate", 422, service=str(story.dumping.id), reason="  ")
    assert "Say why" in refused.text
    denise.post(f"/o/{post.id}/escalate", service=str(story.dumping.id), reason="Blocks the walk.")
    case = case_of(db, post)
    assert (case.opened_by, case.opened_reason, case.opener_id) == (
        "captain",
        "Blocks the walk.",
        story.people["Denise"].id,
    )
    again = denise.post(f"/o/{post.id}/escalate", 422, service=str(story.dumping.id), reason="Once more.")
    assert "already" in again.text


def test_the_questions_of_the_chosen_kind_are_asked_and_nothing_typed_is_lost(db, browser):
    story = city(db)
    post = story.posts["open"]
    denise = browser(story.people["Denise"])
    assert "How big is it?" in denise.get(f"/o/{post.id}/escalate?service={story.pothole.id}").text
    shown = denise.post(f"/o/{post.id}/escalate", 200, service=str(story.pothole.id), reason="Deep.", show="questions")
    assert "How big is it?" in shown.text
    assert "Deep." in shown.text
    refused = denise.post(f"/o/{post.id}/escalate", 422, service=str(story.pothole.id), reason="Deep hole here")
    assert "Answer this question" in refused.text
    assert "Deep hole here" in refused.text
    fields = {"service": str(story.pothole.id), "reason": "Deep.", "answer.size": "A wheel"}
    denise.post(f"/o/{post.id}/escalate", **fields)
    case = case_of(db, post)
    assert (case.agency_id, case.answers) == (story.streets.id, {"size": "A wheel"})


def test_only_the_captain_of_this_board_and_liaisons_send_by_hand(db, browser, visitor):
    story = city(db)
    post = story.posts["open"]
    fields = {"service": str(story.dumping.id), "reason": "Now."}
    for name in ("Rosa", "Luis", "Ana", "Max", "Ada", "Wes"):
        browser(story.people[name]).post(f"/o/{post.id}/escalate", 403, **fields)
    assert case_of(db, post) is None
    browser(story.people["Priya"]).post(f"/o/{post.id}/escalate", service=str(story.dumping.id))
    case = case_of(db, post)
    assert case.opened_by == "liaison"


def test_where_votes_decide_the_captain_does_not_but_a_liaison_does(db, browser):
    story = city(db)
    story.juniper.escalation = "votes"
    db.commit()
    post = story.posts["open"]
    fields = {"service": str(story.dumping.id), "reason": "Now."}
    denise = browser(story.people["Denise"])
    assert "upvotes send posts" in denise.get(f"/o/{post.id}/escalate").text
    denise.post(f"/o/{post.id}/escalate", 403, **fields)
    browser(story.people["Priya"]).post(f"/o/{post.id}/escalate", **fields)


@pytest.mark.parametrize("name", ["hidden", "case", "closed"])
def test_what_cannot_go_says_so(db, browser, name):
    story = city(db)
    priya = browser(story.people["Priya"])
    page = priya.get(f"/o/{story.posts[name].id}/escalate")
    assert "Send it to 311</button>" not in page.text
    priya.post(f"/o/{story.posts[name].id}/escalate", 422, service=str(story.dumping.id), reason="Now.")


@pytest.mark.parametrize("service", ["0", "99999", "x", "9" * 30, "\0", "-1", "１"])
def test_a_kind_that_is_none_is_refused(db, browser, service):
    story = city(db)
    priya = browser(story.people["Priya"])
    page = priya.post(f"/o/{story.posts['nameless'].id}/escalate", 422, service=service, reason="<script>x\0")
    assert "<script>x" not in page.text
