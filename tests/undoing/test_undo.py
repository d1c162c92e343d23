"""Priya answers, closes and sends, and takes it back within two minutes: everything stands as before, her words
stand in her form, and nothing left for a mailbox or another system. Somebody else, a minute too late, or after somebody
acted on it: no."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community import clock
from community.activity.models import Activity, Delivery
from community.activity.timers import begin_daily
from community.cases.models import Backing, Case, FollowUp, Step
from community.cases.models_clock import CaseClock
from community.cases.models_handoff import Handoff
from community.cases.models_undo import Undoable
from community.notices.actions_mail import choose
from community.notices.choosing import Choices
from community.notices.models import Mailing, Notice
from community.observations.models import Observation
from community.people.actions import close_account
from community.photos.models import Photo
from tests import make

pytestmark = pytest.mark.usefixtures("two_minutes")
LATER = timedelta(seconds=121)
WORDS = "A crew comes on Friday."
TABLES = (Case, Observation, CaseClock, Step, FollowUp, Backing, Handoff, Notice)


@pytest.fixture
def life(app):
    """Every line of the life of cases and posts, but the version, which only grows."""

    def read():
        with app.sessions.reading() as db:
            return {
                model.__tablename__: sorted(
                    str({key: value for key, value in row.items() if key != "version"})
                    for row in map(dict, db.execute(select(model.__table__)).mappings())
                )
                for model in TABLES
            }

    return read


@pytest.fixture
def newest(look):
    """The number under which the newest act can be undone."""
    return lambda: look(select(func.max(Undoable.batch)))[0]


def versions(look, case):
    return str(look(select(Case.version).where(Case.id == case.id))[0])


def test_an_answer_is_taken_back_and_nobody_outside_heard_of_it(made, browser, look, worker, life, newest, home):
    case, post = made.cases["case"], made.posts["case"]
    priya, ana = browser(made.people["Priya"]), browser(made.people["Ana"])
    worker()
    before = life()
    page = priya.post(f"/desk/case/{case.id}/answer", version="1", visible="public", words=WORDS).follow()
    assert "Published 1 answer. You can undo it until" in page
    assert 'data-key="z"' in page
    worker()
    with clock.travel(timedelta(seconds=100)):
        worker()
    assert WORDS in ana.get("/inbox")  # inside Stoop it is told at once
    assert WORDS in ana.get(f"/o/{post.id}")
    assert look(select(Mailing.id)) == []
    for name, status in (("Ana", 404), ("Sam", 404), ("Denise", 404)):
        browser(made.people[name]).post(f"/undo/{newest()}", status=status)
    page = priya.post(f"/undo/{newest()}").follow()
    assert WORDS in page
    assert "Undone. What you typed is in the form again." in page
    assert life() == before
    assert WORDS not in ana.get("/inbox")
    assert WORDS not in ana.get(f"/o/{post.id}")
    assert WORDS not in browser(made.people["Luis"]).get("/find?q=crew+friday")
    with clock.travel(timedelta(hours=30)):
        worker()
    assert look(select(Delivery.id)) == []
    assert list((home / "mail").glob("*.eml")) == []
    page = priya.get(f"/desk/case/{case.id}/history")
    assert "Taken back by who had written it" in page
    assert WORDS not in page
    assert priya.post(f"/undo/{newest()}", status=422).text.count("This was undone already.")


def test_the_mail_leaves_when_the_time_is_over_and_then_it_is_too_late(db, made, browser, look, worker, newest):
    case = made.cases["case"]
    choose(db, made.people["Ana"].id, Choices("UTC", quiet=None))  # a mail at night waits for the morning
    db.commit()
    priya = browser(made.people["Priya"])
    priya.post(f"/desk/case/{case.id}/answer", version="1", visible="public", words=WORDS)
    worker()
    with clock.travel(timedelta(hours=24)):
        worker()
        assert look(select(Mailing.state)) == ["delivered"]
    with clock.travel(LATER):
        assert "The time to undo this is over" in priya.post(f"/undo/{newest()}", status=422)
        assert "You can undo it" not in priya.get("/desk")
    assert look(select(FollowUp.words).where(FollowUp.words == WORDS)) == [WORDS]


def test_an_undo_before_the_worker_came_tells_nobody_later(made, browser, look, worker, newest):
    case = made.cases["case"]
    priya = browser(made.people["Priya"])
    priya.post(f"/desk/case/{case.id}/answer", version="1", visible="public", words=WORDS)
    priya.post(f"/undo/{newest()}")
    priya.post(f"/desk/case/{case.id}/answer", version=versions(look, case), visible="public", words="It was Monday.")
    with clock.travel(timedelta(hours=24)):
        worker()
    told = look(select(Notice.person_id).where(Notice.kind == "answered"))
    assert sorted(told) == sorted(
        made.people[name].id for name in ("Ana", "Luis")
    )  # who posted, who replied: once each
    said = look(select(FollowUp).where(FollowUp.words == "It was Monday."))
    undone = look(select(Undoable.follow_up_id).where(Undoable.undone_at.is_not(None)))
    assert [one.id for one in said] != undone  # no number is given twice


def test_a_closing_is_taken_back_with_its_window_and_its_photo(db, made, browser, look, worker, life, newest):
    case, priya = made.cases["case"], browser(made.people["Priya"])
    photo = make.photo(db, browser=None)
    photo.owner_id, photo.posted_at, photo.observation_id = made.people["Priya"].id, None, None
    db.commit()
    worker()
    before = life()
    form = {"version": "1", "code": "not_found", "detail_not_found": "Larch St", "words": "Nothing there."}
    page = priya.post(f"/desk/case/{case.id}/close", photo=photo.key, **form).follow()
    assert f"<b>{case.reference}</b> · Closed 1 case. You can undo it until" in page
    assert look(select(Observation.state).where(Observation.id == made.posts["case"].id)) == ["resolved"]
    worker()
    page = priya.post(f"/undo/{newest()}").follow()
    assert life() == before
    assert "Nothing there." in page
    assert 'value="Larch St"' in page
    assert f'name="photo" value="{photo.key}" checked' in page
    assert look(select(Photo.posted_at)) == [None]
    worker()
    assert look(select(Notice.id)) == []
    priya.post(f"/desk/case/{case.id}/close", photo=photo.key, **form | {"version": versions(look, case)})
    assert look(select(Case.round).where(Case.id == case.id)) == [1]


@pytest.mark.parametrize("meanwhile", ["looked", "replied", "answered"])
def test_what_somebody_has_built_upon_stays(made, browser, look, newest, meanwhile):
    case, post = made.cases["case"], made.posts["case"]
    priya, luis = browser(made.people["Priya"]), browser(made.people["Luis"])
    priya.post(f"/desk/case/{case.id}/close", version="1", code="done", words=WORDS)
    [said] = look(select(FollowUp.id).where(FollowUp.words == WORDS))
    number = newest()
    if meanwhile == "looked":
        luis.post(f"/o/{post.id}/confirm", case=str(case.id), says="fixed")
    elif meanwhile == "replied":
        luis.post(f"/o/{post.id}/comments", words="Thank you.", follow_up=str(said))
    else:
        priya.post(f"/desk/case/{case.id}/answer", version="2", visible="public", words="One more thing.")
    page = priya.post(f"/undo/{number}", status=422)
    assert "Somebody has acted on this since" in page
    assert look(select(Case.state).where(Case.id == case.id)) == ["closed"]
    assert look(select(Undoable.undone_at).where(Undoable.id == number)) == [None]


def test_who_writes_meanwhile_goes_on_waiting_since_they_waited(made, browser, look, newest):
    case, post = made.cases["case"], made.posts["case"]
    [waits] = look(select(Case.needs_answer_since).where(Case.id == case.id))
    priya = browser(made.people["Priya"])
    priya.post(f"/desk/case/{case.id}/answer", version="1", visible="public", words=WORDS)
    priya.post(f"/desk/case/{case.id}/note", version="2", words="For us.")
    browser(made.people["Luis"]).post(f"/o/{post.id}/comments", words="Still there.")
    assert look(select(Case.needs_answer_since).where(Case.id == case.id)) != [waits]
    priya.post(f"/undo/{newest()}")
    assert look(select(Case.needs_answer_since).where(Case.id == case.id)) == [waits]
    assert priya.post(f"/desk/case/{case.id}/take", version="2", status=409)


@pytest.mark.trial
def test_many_closings_are_undone_at_once_but_for_those_somebody_touched(db, made, browser, look, newest):
    first = made.cases["case"]
    second = Case(board_id=made.juniper.id, agency_id=made.sanitation.id, state="open", title="Bags",
                  opened_at=clock.now(), opened_by="votes")  # fmt: skip
    db.add(second)
    db.commit()
    priya = browser(made.people["Priya"])
    ticks = [f"{first.id}.1", f"{second.id}.1"]
    page = priya.post("/desk/bulk", case=ticks, words=WORDS, do="close", code="done", back="view=open").follow()
    assert '<span role="status">Closed 2 cases. You can undo it until' in page
    browser(made.people["Luis"]).post(f"/o/{made.posts['case'].id}/confirm", case=str(first.id), says="fixed")
    page = priya.post(f"/undo/{newest()}").follow()
    assert WORDS in page
    states = dict(zip(look(select(Case.id).order_by(Case.id)), look(select(Case.state).order_by(Case.id)), strict=True))
    assert (states[first.id], states[second.id]) == ("closed", "open")


@pytest.mark.trial
def test_a_sending_is_taken_back_and_the_post_is_on_the_board_again(made, browser, look, worker, life, newest):
    post, denise = made.posts["open"], browser(made.people["Denise"])
    worker()
    before = life()
    form = {"service": str(made.dumping.id), "reason": "School starts on Monday."}
    page = denise.post(f"/o/{post.id}/escalate", **form).follow()
    assert f"<b>{post.title}</b> · Sent to 311. You can undo it until" in page
    worker()
    [case] = look(select(Backing.case_id).where(Backing.observation_id == post.id))
    assert look(select(Case.reference).where(Case.id == case))[0].startswith("311-")  # the desk here waits for nothing
    browser(made.people["Luis"]).post(f"/case/{case}/follow", do="follow")
    page = denise.post(f"/undo/{newest()}").follow()
    assert "School starts on Monday." in page
    assert life() == before
    assert look(select(Observation.state).where(Observation.id == post.id)) == ["open"]
    denise.get(f"/case/{case}", status=404)
    with clock.travel(timedelta(hours=30)):
        worker()
    assert look(select(Notice.id)) == []
    denise.post(f"/o/{post.id}/escalate", **form)
    assert look(select(Backing.case_id).where(Backing.observation_id == post.id)) != [case]  # no number is given twice
    worker()
    [case] = look(select(Backing.case_id).where(Backing.observation_id == post.id))
    browser(made.people["Priya"]).post(f"/desk/case/{case}/take", version="1")
    assert "Somebody has acted on this since" in denise.post(f"/undo/{newest()}", status=422)


def test_an_answer_to_a_post_without_a_case_is_taken_back(made, browser, look, worker, life, newest):
    post, priya = made.posts["open"], browser(made.people["Priya"])
    worker()
    before = life()
    page = priya.post(f"/o/{post.id}/answer", words=WORDS).follow()
    assert "Published 1 answer." in page
    worker()
    page = priya.post(f"/undo/{newest()}").follow()
    assert WORDS in page
    assert life() == before
    assert look(select(Activity.kind).order_by(Activity.id.desc()).limit(1)) == ["act_undone"]


def test_who_is_no_liaison_any_more_undoes_nothing(db, made, browser, look, newest):
    case, priya = made.cases["case"], browser(made.people["Priya"])
    priya.post(f"/desk/case/{case.id}/answer", version="1", visible="public", words=WORDS)
    case = db.get(Case, case.id, populate_existing=True)
    case.agency_id = made.streets.id
    db.commit()
    priya.post(f"/undo/{newest()}", status=403)
    assert look(select(FollowUp.words).where(FollowUp.words == WORDS)) == [WORDS]


@pytest.mark.trial
def test_words_taken_back_are_forgotten_and_the_numbers_stay(app, db, made, browser, look, worker, newest):
    priya, case = browser(made.people["Priya"]), made.cases["case"]

    def take_back():
        form = {"version": versions(look, case), "visible": "public", "words": WORDS}
        priya.post(f"/desk/case/{case.id}/answer", **form)
        priya.post(f"/undo/{newest()}")

    def left():
        acts = look(select(Undoable).order_by(Undoable.id))
        assert all(act.undone_at and act.follow_up_id for act in acts)
        return [(act.typed.get("words"), bool(act.changes)) for act in acts]

    take_back()
    begin_daily(db, app)
    db.commit()
    with clock.travel(timedelta(hours=23)):
        worker()
    assert left() == [(WORDS, True)]
    with clock.travel(timedelta(hours=49)):
        worker()
    assert left() == [(None, False)]
    take_back()
    assert left() == [(None, False), (WORDS, True)]
    close_account(db, made.people["Priya"].id)
    db.commit()
    worker()
    assert left() == [(None, False), (None, False)]
