"""The city says it is done. Neighbors went and looked: what they settle, and who may not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.activity.models import Activity, Timer
from community.cases.models import Case, Step
from community.comments.models import Comment
from community.confirmations.models import Confirmation
from community.notices.models import Notice
from community.observations.models import Observation
from tests import make
from tests.browser import readable


@pytest.fixture
def closed(made, browser, look):
    """Priya closed the case of the mattress: done."""
    case = made.cases["case"]
    browser(made.people["Priya"]).post(
        f"/desk/case/{case.id}/close", version="1", code="done", words="The crew took it away on Tuesday."
    )
    return made


def say(browser, made, name, says, status=303, **more):
    """What this neighbor saw, of the closing."""
    post, case = made.posts["case"], made.cases["case"]
    return browser(made.people[name]).post(f"/o/{post.id}/confirm", status=status, says=says, case=case.id, **more)


def case_now(look, made):
    return look(select(Case).where(Case.id == made.cases["case"].id))[0]


def post_state(look, made):
    return look(select(Observation.state).where(Observation.id == made.posts["case"].id))[0]


def test_three_say_still_there_and_the_case_is_open_again(closed, browser, look, worker):
    post, case = closed.posts["case"], closed.cases["case"]
    assert post_state(look, closed) == "resolved"
    page = browser(closed.people["Luis"]).get(f"/o/{post.id}")
    assert "Is it fixed?" in page
    assert "City says done" in page
    say(browser, closed, "Luis", "partly", words="The bed frame is gone, the mattress is not.")
    say(browser, closed, "Ana", "still")
    assert case_now(look, closed).state == "closed"
    page = browser(closed.people["Ana"]).get(f"/o/{post.id}")
    assert "<b>0</b> say it is fixed, <b>2</b> that it is not." in page
    assert "Went and looked: partly fixed" in page
    say(browser, closed, "Denise", "still")

    now = case_now(look, closed)
    assert (now.state, now.code, now.neighbors_say, now.liaison_id, now.still_count) == ("open", None, "still", None, 3)
    assert now.needs_answer_since is not None
    assert post_state(look, closed) == "escalated"
    assert "reopened" in look(select(Step.kind).where(Step.case_id == case.id))
    for page in (f"/o/{post.id}", f"/case/{case.id}", f"/b/{closed.juniper.slug}"):
        assert "Still there" in browser(closed.people["Nora"]).get(page)
    priya = browser(closed.people["Priya"])
    page = priya.get(f"/desk/case/{case.id}")
    assert "3 neighbors went and looked" in page
    assert "Went and looked: partly fixed" in page.html.find(class_="ev").text
    [told] = priya.get(f"/open311/v2/requests/{case.id}.json").json
    assert told["status_notes"] == "Still there: Neighbors looked and say that this is still there."
    worker()
    told = look(select(Notice.kind).where(Notice.person_id == closed.people["Ana"].id).order_by(Notice.id))
    assert told[-1] == "reopened"
    assert "Open again:" in browser(closed.people["Ana"]).get("/inbox")

    priya.post(f"/desk/case/{case.id}/take", version=str(now.version))
    assert (case_now(look, closed).state, case_now(look, closed).neighbors_say) == ("in_progress", None)
    assert "311 case open" in browser(closed.people["Luis"]).get(f"/o/{post.id}")
    priya.post(f"/desk/case/{case.id}/close", version=str(now.version + 1), code="done", words="All of it is gone.")
    assert (case_now(look, closed).round, case_now(look, closed).still_count) == (2, 0)
    say(browser, closed, "Luis", "fixed")
    assert case_now(look, closed).fixed_count == 1


def test_three_say_fixed_and_neighbors_agree(closed, browser, look, worker):
    post = closed.posts["case"]
    for name in ("Luis", "Denise"):
        say(browser, closed, name, "fixed")
    say(browser, closed, "Luis", "fixed")  # pressed twice it is one answer
    assert (case_now(look, closed).neighbors_say, case_now(look, closed).fixed_count) == (None, 2)
    say(browser, closed, "Luis", "cannot")
    assert case_now(look, closed).fixed_count == 1
    say(browser, closed, "Luis", "fixed")
    say(browser, closed, "Ana", "fixed")
    now = case_now(look, closed)
    assert (now.state, now.code, now.neighbors_say, now.confirm_until) == ("closed", "done", "fixed", None)
    page = browser(closed.people["Nora"]).get(f"/o/{post.id}")
    assert "Fixed, neighbors agree" in page
    assert "3 neighbors looked and agree." in page
    assert "not asked about this case any more" in say(browser, closed, "Luis", "still", status=422)
    worker()
    told = look(select(Notice.kind).where(Notice.person_id == closed.people["Ana"].id))
    assert "settled" not in told  # it was her own answer
    assert len(look(select(Confirmation.id))) == 3


def test_the_city_answers_on_its_own_track_only(closed, db, browser, look, visitor):
    make.member(db, closed.people["Priya"], closed.juniper)
    make.member(db, closed.people["Ada"], closed.juniper)
    for name in ("Priya", "Ada", "Sam", "Nora", "Rosa", "Max"):
        say(browser, closed, name, "fixed", status=403)
        assert "Yes, fixed" not in browser(closed.people[name]).get(f"/o/{closed.posts['case'].id}")
    visitor.post(f"/o/{closed.posts['case'].id}/confirm", says="fixed", case=closed.cases["case"].id, status=None)
    assert look(select(Confirmation.id)) == []
    assert case_now(look, closed).fixed_count == 0


def test_words_of_an_answer_stand_in_the_thread_and_who_answered_stands_nowhere(closed, browser, look):
    say(browser, closed, "Luis", "still", words="Two bags are left.", nameless="1")
    page = browser(closed.people["Denise"]).get(f"/o/{closed.posts['case'].id}")
    assert "Two bags are left." in page
    assert "Went and looked: still there" in page
    assert "Luis" not in readable(page).split("Two bags are left.")[0][-600:]
    [kept] = look(select(Confirmation))
    assert look(select(Comment.nameless).where(Comment.id == kept.comment_id)) == [True]
    data = look(select(Activity.data).where(Activity.kind == "confirmation_given"))
    assert data == [{}]
    again = f"/o/{closed.posts['case'].id}/confirm?case={closed.cases['case'].id}"
    for name, leaves_it_off in (("Luis", True), ("Denise", False)):  # who left the name off does so again, unasked
        form = next(f for f in browser(closed.people[name]).get(again).forms.values() if f.action.endswith("/confirm"))
        assert form["nameless"].checked == leaves_it_off


def test_wrong_answers_keep_what_was_typed(closed, browser, look):
    page = say(browser, closed, "Luis", "banana", status=422, words="I was there at noon.")
    assert "Choose what you saw." in page
    assert "I was there at noon." in page
    say(browser, closed, "Luis", "seen", status=422)
    page = say(browser, closed, "Luis", "fixed", status=422, words="x" * 2001)
    assert look(select(Confirmation.id)) == []
    luis, post = browser(closed.people["Luis"]), closed.posts["open"]
    luis.post(f"/o/{post.id}/confirm", status=404, says="fixed", case=closed.cases["case"].id)
    luis.post(f"/o/{post.id}/confirm", status=404, says="fixed", case="x")


def test_after_the_window_the_question_is_over(closed, db, browser, look, worker):
    say(browser, closed, "Luis", "still")
    [timer] = look(select(Timer).where(Timer.kind == "cases.window"))
    assert timer.due - clock.now() > timedelta(days=13)
    db.get(Timer, timer.id).due = clock.now() - timedelta(seconds=1)
    db.commit()
    worker()
    assert case_now(look, closed).confirm_until is None
    luis, post, case = browser(closed.people["Luis"]), closed.posts["case"], closed.cases["case"]
    page = luis.get(f"/o/{post.id}")
    assert "City says done" in page
    assert "<b>0</b> said it is fixed, <b>1</b> that it is not." in page
    assert "Too few agreed to settle it." in page
    assert "Nobody has said yet" not in page
    assert "0 fixed, 1 still there. Too few agreed" in luis.get(f"/case/{case.id}")
    assert "0 say fixed, 1 say not" in luis.get(f"/b/{closed.juniper.slug}")
    priya = browser(closed.people["Priya"])
    assert "0 fixed, 1 still there. Too few agreed" in priya.get(f"/desk/case/{case.id}")
    assert "0 yes, 1 no" in priya.get("/desk?view=closed")
    say(browser, closed, "Denise", "still", status=422)


def test_of_a_problem_that_is_not_settled_both_tracks_stand_in_list_case_desk_and_open311(made, browser, visitor):
    post, case = made.posts["case"], made.cases["case"]
    said = "2 see it, 1 say it is gone"
    priya = browser(made.people["Priya"])
    pages = ((visitor, f"/b/{made.juniper.slug}"), (visitor, f"/case/{case.id}"), (priya, f"/desk/case/{case.id}"))
    for reader, path in pages:
        assert "say it is gone" not in reader.get(path), path
    for name, says in (("Luis", "seen"), ("Ana", "seen"), ("Denise", "gone")):
        browser(made.people[name]).post(f"/o/{post.id}/confirm", says=says)
    for reader, path in pages:
        assert said in reader.get(path), path
    [told] = visitor.get(f"/open311/v2/requests/{case.id}.json?extensions=true").json
    assert (told["neighbors_see_it"], told["neighbors_say_gone"]) == (2, 1)


def test_what_is_gone_without_a_case_is_over(made, browser, look, worker):
    post = made.posts["open"]
    for name, says in (("Luis", "seen"), ("Ana", "gone"), ("Denise", "gone")):
        browser(made.people[name]).post(f"/o/{post.id}/confirm", says=says)
    page = browser(made.people["Nora"]).get(f"/o/{post.id}")
    assert "1 see it, 2 say it is gone." in page
    browser(made.people["Luis"]).post(f"/o/{post.id}/confirm", says="gone")
    [now] = look(select(Observation).where(Observation.id == post.id))
    assert (now.state, now.seen_count, now.gone_count) == ("resolved", 0, 3)
    assert "Fixed, neighbors agree" in browser(made.people["Nora"]).get(f"/o/{post.id}")
    worker()
    assert look(select(Notice.kind).where(Notice.person_id == made.people["Ana"].id)) == ["settled"]
    assert "settled by now" in browser(made.people["Luis"]).post(f"/o/{post.id}/confirm", status=422, says="seen")


def test_at_the_city_gone_is_news_for_the_liaison_and_settles_nothing(made, browser, look):
    post = made.posts["case"]
    for name in ("Luis", "Ana", "Denise"):
        browser(made.people[name]).post(f"/o/{post.id}/confirm", says="gone")
    [now] = look(select(Observation).where(Observation.id == post.id))
    assert (now.state, now.gone_count) == ("escalated", 3)


HOUR = 3_600_000
"""In milliseconds, as a phone sends how long ago something was made."""


def test_what_waited_on_a_phone_beats_nothing_that_was_said_since(closed, browser, look):
    luis, post = browser(closed.people["Luis"]), closed.posts["open"]
    luis.post(f"/o/{post.id}/confirm", says="seen")
    with clock.travel(timedelta(hours=2)):
        luis.post(f"/o/{post.id}/confirm", says="seen")
    with clock.travel(timedelta(hours=3)):
        luis.post(f"/o/{post.id}/confirm", says="gone", made_at="0", sent_at=str(2 * HOUR), client_id="roll-call-1")
        say(browser, closed, "Luis", "still", 422, made_at="0", sent_at=str(20 * HOUR), client_id="roll-call-2")
    assert look(select(Confirmation.says)) == ["seen"]
