"""Where the city's own systems meet the rest of a case: its clocks, the neighbors' track, reopening, other agencies."""

from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import func, select

from community import clock
from community.cases.actions import close_case, open_case, take_case, transfer_case
from community.cases.actions_settling import reopen_case
from community.cases.ladder import case_status
from community.cases.locking import locked_case, locked_observations
from community.cases.models import Backing, Case
from community.cases.models_clock import CaseClock
from community.cases.models_handoff import CaseReference, Handoff
from community.catalog.models import Agency, Target
from community.open311.gateway_models import Endpoint
from community.places.models import Address
from tests import make
from tests.browser import readable
from tests.cases.people import as_identity
from tests.open311.simulator import CitySystem, running
from tests.open311.test_gateway import MINUTES, Story, opened, system
from tests.open311.test_pulling import LATER, hear

__all__ = ["opened", "system"]


@pytest.fixture
def story(db, app, worker, system):
    """A case that Streets's own system has as 1000, due in three days; neighbors decide with one voice."""
    told = Story(db, app, worker, system.url)
    db.add(Target(service_id=told.pothole.id, measure="completion", amount=3, unit="days"))
    db.commit()
    told.case = told.escalate()
    told.work()
    told.priya = make.person(db, "Priya")
    make.liaison(db, told.priya, told.streets)
    return told


def reopen(story, by="neighbors"):
    db = story.db
    observations, case = locked_observations(db, story.case.id), locked_case(db, story.case.id)
    reopen_case(db, case, observations, by=by)
    db.commit()


def test_what_the_system_closes_meets_the_clock_and_asks_the_neighbors(db, story, system, visitor):
    number = db.get(Case, story.case.id).reference
    hear(story, later=timedelta(days=2, hours=12))
    assert db.get(Case, story.case.id).pace == "at_risk"
    system.say(number, "closed", LATER, "Filled.")
    case, _said = hear(story, later=timedelta(days=2, hours=13))
    assert (case.state, case.code, case.pace) == ("closed", "imported", "on_time")
    assert case.confirm_until is not None
    assert case_status(case).key == "imported"
    done = db.get(CaseClock, (case.id, "completion"))
    assert (done.on_time, done.met_at is not None) == (True, True)
    db.commit()
    assert visitor.get(f"/case/{case.id}")
    reopen(story)
    case, handoff = story.work(later=timedelta(days=3))
    assert (case.neighbors_say, handoff.kind) == ("still", "reopened")


@pytest.mark.parametrize("updates", [True, False])
def test_a_better_place_reaches_the_city_with_its_words_and_nobody_with_it(db, story, system, browser, updates):
    board, case, luis = story.board, db.get(Case, story.case.id), make.person(db, "Luis Longname")
    make.member(db, luis, board)
    second = make.observation(db, board, luis, "The same hole", place="12 Larch St", state="resolved", nameless=True,
                              escalated_at=clock.now(), escalated_by="captain")  # fmt: skip
    db.add(Address(key="14", label="14 Larch St", label_key="14 larch st", lat=42.3513, lon=-71.0513))
    db.add(Backing(case_id=case.id, observation_id=second.id, since=clock.now()))
    story.endpoint.takes_updates, number = updates, case.reference
    case.state, case.code, case.closed_at = "closed", "not_found", clock.now()
    db.commit()
    where = {"place": "14 Larch St", "landmark": "Blue gate"}
    browser(luis).post(f"/o/{second.id}/better-place", words="In the yard, not in the alley.", **where)
    story.work()
    told = dict(parse_qsl(system.bodies[-1].decode()))
    assert told["description"].endswith(f"Ref {story.handoff().key}")
    assert "A neighbor says where it is.\n\nIn the yard, not in the alley." in told["description"]
    assert "At: Blue gate" in told["description"]
    assert "still there" not in told["description"]
    assert b"Longname" not in system.bodies[-1]
    if updates:
        assert told["service_request_id"] == number
        assert "Place: 14 Larch St · 42.351300, -71.051300" in told["description"]
    else:
        assert f"Request {number} was closed because it was not found." in told["description"]
        assert (told["address_string"], told["lat"], told["long"]) == ("14 Larch St", "42.351300", "-71.051300")


def test_what_is_still_on_its_way_is_not_sent_a_second_time_by_a_reopening(db, app, worker, system):
    story = Story(db, app, worker, system.url, finding="none")
    system.faults = ["cut"]
    story.work()
    priya = make.person(db, "Priya")
    make.liaison(db, priya, story.streets)
    case = db.get(Case, story.case.id)
    close_case(db, as_identity(db, priya), case.id, case.version, "done", "Filled by hand.")
    db.commit()
    reopen(story)
    story.work(later=30 * MINUTES)
    assert db.scalar(select(func.count()).select_from(Handoff)) == 1
    assert len(system.bodies) == 1


def test_a_case_handed_to_another_agency_goes_to_its_system_and_hears_the_old_one_no_more(db, story, system):
    number = db.get(Case, story.case.id).reference
    other = CitySystem()
    with running(other) as url:
        water = make.agency(db, "Water")
        db.add(Endpoint(agency_id=water.id, url=url, timeout=1))
        db.commit()
        case, priya = db.get(Case, story.case.id), as_identity(db, story.priya)
        transfer_case(db, priya, case.id, case.version, agency_id=water.id, words="It is a pipe.")
        db.commit()
        case, handoff = story.work()
        assert (handoff.kind, handoff.state, len(other.bodies)) == ("moved", "accepted", 1)
        ended = dict(db.execute(select(CaseReference.reference, CaseReference.ended.is_not(None))
                                .where(CaseReference.endpoint_id == story.endpoint.id)).all())  # fmt: skip
        assert ended[number] is True
        db.commit()
        system.say(number, "closed", LATER, "Not ours.")
        case, said = hear(story)
        assert case.state == "in_progress"
        assert "Not ours." not in [words for _kind, words in said]


def test_what_nobody_had_sorted_needs_sorting_again_when_it_is_reopened(db, app, worker, made):
    post = make.observation(db, made.juniper, made.people["Ana"], "Something smells", state="escalated",
                            escalated_at=clock.now(), escalated_by="votes")  # fmt: skip
    post.state = "open"
    case = open_case(db, post, made.juniper, by="votes", opener_id=None, service_id=None, answers={}, reason="",
                     needs_sorting=True)  # fmt: skip
    db.commit()
    holder = make.person(db, "Holder")
    make.liaison(db, holder, db.get(Agency, case.agency_id))
    who = as_identity(db, holder)
    close_case(db, who, case.id, 1, "done", "It is gone.")
    db.commit()
    observations, locked = locked_observations(db, case.id), locked_case(db, case.id)
    reopen_case(db, locked, observations, by="neighbors")
    db.commit()
    worker()
    db.expire_all()
    assert (locked.needs_sorting, locked.state, locked.reference) == (True, "queued", None)
    assert db.scalar(select(func.count()).select_from(Handoff).where(Handoff.case_id == case.id)) == 0
    db.commit()


def test_the_history_tells_of_neighbors_and_names_none(db, made, browser, worker):
    case = made.cases["case"]
    priya = as_identity(db, made.people["Priya"])
    take_case(db, priya, case.id, 1)
    close_case(db, priya, case.id, 2, "done", "Cleared.")
    db.commit()
    observations, locked = locked_observations(db, case.id), locked_case(db, case.id)
    reopen_case(db, locked, observations, by="neighbors", actor_id=made.people["Luis"].id)
    db.commit()
    page = readable(browser(made.people["Priya"]).get(f"/desk/case/{case.id}/history"))
    assert "Opened again" in page
    assert "by neighbors who looked" in page
    assert "Luis" not in page
