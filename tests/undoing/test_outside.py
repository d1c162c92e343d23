"""What goes to a system outside waits for two minutes. Whoever is first has it: the undo, or the worker; never both."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community import clock
from community.activity.models import Activity, Delivery
from community.cases.actions import close_case
from community.cases.actions_handoff import AlreadySettled, note_asking
from community.cases.models import Case
from community.cases.models_handoff import Handoff
from community.cases.models_undo import Undoable
from community.errors import Refused
from community.escalation.actions import escalate_by_hand
from community.live.telling import lines_of
from community.notices.actions_mail import choose
from community.notices.choosing import Choices
from community.notices.models import Mailing, Notice
from community.open311.gateway_models import Endpoint
from community.undoing.actions import undo
from tests.cases.people import as_identity
from tests.open311.test_gateway import opened, system

__all__ = ["opened", "system"]
pytestmark = pytest.mark.usefixtures("two_minutes")
SOON, LATER = timedelta(seconds=115), timedelta(seconds=125)


@pytest.fixture
def sent(db, app, made, system):
    """Denise has sent a post to Sanitation, whose own system listens: the case, and who did it."""
    db.add(Endpoint(agency_id=made.sanitation.id, url=system.url, timeout=1))
    denise = as_identity(db, made.people["Denise"])
    post = made.posts["open"].id
    case = escalate_by_hand(db, denise, post, made.dumping.id, {}, "School starts on Monday.")
    db.commit()
    return case.id, denise


def newest(look):
    return look(select(func.max(Undoable.id)))[0]


def undone(app, who, number):
    """Whether it could be."""
    try:
        with app.sessions.writing() as db, db.begin():
            undo(db, who, number)
    except Refused:
        return False
    return True


def test_the_city_is_asked_after_two_minutes_and_never_when_it_was_undone(app, sent, look, worker, system):
    case, denise = sent
    for moment in (timedelta(0), SOON):
        with clock.travel(moment):
            worker()
        assert system.bodies == []
    assert undone(app, denise, newest(look))
    with clock.travel(timedelta(hours=1)):
        worker()
    assert (system.bodies, look(select(Handoff.id)), look(select(Case.id).where(Case.id == case))) == ([], [], [])


def test_undone_before_the_worker_read_of_it(app, sent, look, worker, system):
    _case, denise = sent
    assert undone(app, denise, newest(look))
    for moment in (timedelta(0), timedelta(hours=1)):
        with clock.travel(moment):
            worker()
    assert (system.bodies, look(select(Delivery.id).where(Delivery.kind == "handoff"))) == ([], [])


def test_once_it_left_it_cannot_be_undone_whatever_the_clock_says(app, sent, look, worker, system):
    case, denise = sent
    with clock.travel(LATER):
        worker()
    assert len(system.taken) == 1
    assert not undone(app, denise, newest(look))  # this one's clock is behind the worker's
    assert look(select(Case.reference).where(Case.id == case)) == ["1000"]


def test_the_worker_and_the_undo_at_the_same_moment(app, sent, look, worker, system):
    """The worker has read what it is to send, and is about to ask; the undo comes then."""
    _case, denise = sent
    worker()
    [handoff] = look(select(Handoff))
    results = []
    start = threading.Barrier(2)

    def ask():
        start.wait()
        try:
            with app.sessions.writing() as db, db.begin():
                asked = note_asking(db, handoff.id, seen=None, gateway="open311", endpoint_id=1)
            results.append("asked" if asked else "not")
        except AlreadySettled:  # nothing is sent
            results.append("settled")

    thread = threading.Thread(target=ask)
    thread.start()
    start.wait()
    could = undone(app, denise, newest(look))
    thread.join()
    assert (could, results) in ((True, ["settled"]), (False, ["asked"]))


def test_a_hand_off_that_a_closing_dropped_is_owed_again(db, app, sent, made, look, worker, system):
    case, _denise = sent
    priya = as_identity(db, made.people["Priya"])
    db.commit()
    worker()
    with clock.travel(timedelta(seconds=60)), app.sessions.writing() as session, session.begin():
        close_case(session, priya, case, 1, "declined", "Not on this street.", detail="Code 9")
    with clock.travel(LATER):
        worker()
        assert look(select(Handoff.state)) == ["dropped"]
        assert undone(app, priya, newest(look))
        worker()
    assert look(select(Handoff.state)) == ["accepted"]
    assert len(system.taken) == 1


def test_a_mail_about_something_else_does_not_take_along_what_can_be_undone(db, made, browser, look, worker, home):
    post, case = made.posts["case"], made.cases["case"]
    choose(db, made.people["Ana"].id, Choices("UTC", mail={"city": "now", "replies": "now"}, quiet=None))
    db.commit()
    browser(made.people["Luis"]).post(f"/o/{post.id}/comments", words="Still there.")
    worker()
    desk = f"/desk/case/{case.id}"
    browser(made.people["Priya"]).post(f"{desk}/answer", version="1", visible="public", words="On Friday.")
    with clock.travel(timedelta(seconds=60)):
        worker()
    assert look(select(Mailing.state)) == ["delivered"]
    [mail] = (home / "mail").glob("*.eml")
    assert "Friday" not in mail.read_text("utf-8")
    hers = (Notice.kind == "answered", Notice.person_id == made.people["Ana"].id)
    assert look(select(Notice.mailing_id).where(*hers)) == [None]
    with clock.travel(timedelta(minutes=30)):
        worker()
    assert look(select(Mailing.state)) == ["delivered", "delivered"]


def test_open_pages_follow(db, app, made, browser, look):
    case, post = made.cases["case"], made.posts["case"]
    priya = browser(made.people["Priya"])
    priya.post(f"/desk/case/{case.id}/answer", version="1", visible="public", words="On Friday.")
    [said] = look(select(Undoable.follow_up_id))
    assert f'data-swap="word:{said}"' in priya.get(f"/o/{post.id}")
    priya.post(f"/undo/{newest(look)}")
    with app.sessions.reading() as session:
        rows = list(session.scalars(select(Activity).where(Activity.kind == "act_undone")))
        told = {line.topic: line for line in lines_of(session, rows, app, ["en"])}
    text = str(told[f"observation:{post.id}"].html)
    assert "The city took this answer back." in text
    assert "A crew comes on Tuesday." in text  # the word before stands on top again
    assert "On Friday." not in text
    assert {"desk", f"board:{post.board_id}", f"case:{case.id}"} <= set(told)
