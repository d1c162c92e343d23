"""What an undo leaves behind, which is nothing: no number that means two things, no timer, no post that stays resolved
before a case that runs."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community import clock
from community.activity import deliveries
from community.activity.fanout import run_consumers
from community.activity.models import Delivery, Timer
from community.activity.worker import run_until_idle
from community.cases.models import Backing, Case
from community.cases.models_undo import Undoable
from community.catalog.models import Target
from community.observations.models import Observation

pytestmark = pytest.mark.usefixtures("two_minutes")


@pytest.fixture
def undo_newest(look):
    """Take back the newest act, as this person."""
    return lambda person: person.post(f"/undo/{look(select(func.max(Undoable.batch)))[0]}")


def send(denise, made, post, **more):
    denise.post(f"/o/{post.id}/escalate", service=str(made.dumping.id), reason="It blocks the ramp.", **more)


def state(look, post):
    return look(select(Observation.state).where(Observation.id == post.id))[0]


def test_a_case_that_somebody_tells_the_desk_is_no_case_that_was_undone(made, browser, look, worker, undo_newest):
    post, denise, sam = made.posts["open"], browser(made.people["Denise"]), browser(made.people["Sam"])
    send(denise, made, post)
    [undone] = look(select(Backing.case_id).where(Backing.observation_id == post.id))
    undo_newest(denise)
    worker()
    told = {"channel": "phone", "title": "Deep hole", "landmark": "By the school", "client_id": "call-0001"}
    sam.post("/desk/new", service=str(made.pothole.id), seen="1", **told, **{"answer.size": "Two feet"})
    worker()
    [case] = look(select(Case).order_by(Case.id.desc()).limit(1))
    assert case.id != undone
    assert case.reference is not None


def test_a_hand_off_that_was_undone_while_it_waited_settles_no_other_one(app, made, browser, look, worker, undo_newest):
    denise = browser(made.people["Denise"])
    worker()
    send(denise, made, made.posts["open"])
    run_consumers(app, frozenset(app.activity.consumers))
    claimed, _until = deliveries._claim(app, "city")
    assert claimed
    undo_newest(denise)
    send(denise, made, made.posts["nameless"])
    run_consumers(app, frozenset(app.activity.consumers))
    for delivery in claimed:
        deliveries._send(app, delivery)
    worker()
    assert look(select(Case.reference).order_by(Case.id.desc()).limit(1))[0] is not None


def test_one_undone_while_the_desk_is_taking_it_is_no_failure(
    app, made, browser, look, undo_newest, monkeypatch, caplog
):
    denise, desk = browser(made.people["Denise"]), app.gateways["desk"]
    send(denise, made, made.posts["open"])
    [sent] = look(select(Backing.case_id).where(Backing.observation_id == made.posts["open"].id))

    class UndoneMeanwhile:
        def open_request(self, request, trail):
            accepted = desk.open_request(request, trail)
            if request.case_id == sent:
                undo_newest(denise)
            return accepted

    monkeypatch.setitem(app.gateways, "desk", UndoneMeanwhile())
    run_until_idle(app)
    assert look(select(Case).where(Case.id == sent)) == []
    assert look(select(Delivery).where(Delivery.problem.is_not(None))) == []
    assert [line.getMessage() for line in caplog.records if line.levelname == "ERROR"] == []


def test_no_timer_waits_for_a_case_that_is_no_more(db, made, browser, look, worker, undo_newest):
    db.add(Target(service_id=made.dumping.id, measure="first_answer", amount=2, unit="days"))
    db.commit()
    denise = browser(made.people["Denise"])
    before = set(look(select(Timer.subject).where(Timer.kind.startswith("cases."))))
    send(denise, made, made.posts["open"])
    assert set(look(select(Timer.subject).where(Timer.kind.startswith("cases.")))) > before
    undo_newest(denise)
    assert set(look(select(Timer.subject).where(Timer.kind.startswith("cases.")))) == before


def test_two_cases_of_a_post_are_closed_and_their_closings_undone_in_any_order(db, made, browser, look):
    post, first, priya = made.posts["case"], made.cases["case"], browser(made.people["Priya"])
    second = Case(board_id=made.juniper.id, agency_id=made.sanitation.id, state="open", title="Bags",
                  opened_at=clock.now() - timedelta(hours=1), opened_by="votes")  # fmt: skip
    db.add(second)
    db.flush()
    db.add(Backing(case_id=second.id, observation_id=post.id, since=clock.now()))
    db.commit()
    for case in (first, second):
        priya.post(f"/desk/case/{case.id}/close", version="1", code="done", words="All bags are gone.")
    assert state(look, post) == "resolved"
    for batch in look(select(Undoable.batch).order_by(Undoable.id)):
        priya.post(f"/undo/{batch}")
        assert state(look, post) == "escalated"
    assert set(look(select(Case.state).where(Case.id.in_([first.id, second.id])))) == {"open"}


def test_a_second_cause_sent_by_mistake_is_taken_back(made, browser, look, undo_newest):
    post, denise = made.posts["case"], browser(made.people["Denise"])
    send(denise, made, post, another="1")
    undo_newest(denise)
    assert look(select(Backing.case_id).where(Backing.observation_id == post.id)) == [made.cases["case"].id]
    assert state(look, post) == "escalated"


def test_votes_that_sufficed_while_it_was_at_the_city_send_it_once_it_is_taken_back(db, made, browser, look):
    post, denise = made.posts["open"], browser(made.people["Denise"])
    db.get_one(Observation, post.id).vote_count = 2
    made.juniper.threshold = 3
    db.commit()
    send(denise, made, post)
    browser(made.people["Luis"]).post(f"/o/{post.id}/vote", do="cast")
    page = denise.post(f"/undo/{look(select(func.max(Undoable.batch)))[0]}").follow()
    assert "upvotes sent it" in page
    assert state(look, post) == "escalated"
    query = select(Case.opened_by).join(Backing, Backing.case_id == Case.id)
    assert look(query.where(Backing.observation_id == post.id)) == ["votes"]
