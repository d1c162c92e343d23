"""The other way: what an agency's system says is put on our cases once, and never taken for "fixed"."""

import html
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.activity.models import Activity, Timer
from community.activity.timers import set_timer
from community.cases.ladder import case_status
from community.cases.models import Case, FollowUp
from community.cases.models_handoff import CaseReference, Reconciliation
from community.observations.models import Observation
from community.open311.pulling import KIND
from community.open311.reconciling import compare
from community.people.models import Person
from tests import make
from tests.browser import readable
from tests.open311.simulator import CitySystem, running
from tests.open311.test_gateway import MINUTES, Story, reopened
from tests.when import in_trial

LATER = "2031-01-01T10:00:00Z"


@pytest.fixture
def city(app, monkeypatch):
    """The city's own system."""
    monkeypatch.setattr(app, "knobs", replace(app.knobs, outbound_open="127.0.0.1/32"))
    system = CitySystem()
    with running(system) as url:
        system.url = url
        yield system


@pytest.fixture
def story(db, app, worker, city):
    """One case that the city has as 1000."""
    told = Story(db, app, worker, city.url, gives_updates=True)
    told.work()
    return told


def hear(story, later=timedelta(0)):
    """The endpoint is asked, ``later``; the case, and what the city said on it."""
    set_timer(story.db, KIND, str(story.endpoint.id), clock.now())
    story.db.commit()
    case, _handoff = story.work(later)
    said = story.db.scalars(select(FollowUp).where(FollowUp.case_id == case.id).order_by(FollowUp.id)).all()
    story.db.commit()
    return case, [(one.kind, one.words) for one in said]


def test_what_the_city_says_is_put_on_the_case_once(story, city):
    case, said = hear(story)
    assert (case.state, said) == ("in_progress", [])
    assert story.steps()[-1] == "seen"
    city.say("1000", "open", LATER, "A crew is on its way.")
    for _time in range(3):
        case, said = hear(story)
    assert (case.state, said) == ("in_progress", [("answer", "A crew is on its way.")])
    city.say("1000", "closed", LATER, "Filled.")
    for _time in range(3):
        case, said = hear(story)
    assert said == [("answer", "A crew is on its way."), ("closed", "Filled.")]
    assert (case.state, case.code, case_status(case).said) == ("closed", "imported", "Closed by the city")
    assert story.db.scalars(select(Observation.state)).all() == ["resolved"]
    assert story.steps().count("seen") == 1


@pytest.mark.parametrize("word", ["fixed", *in_trial("closed", "resolved", "no_further_action", "archived")])
def test_no_word_of_the_city_is_taken_for_fixed(story, city, word):
    city.say("1000", word, LATER)
    case, said = hear(story)
    assert (case.code, case_status(case).said) == ("imported", "Closed by the city")
    assert said == [("closed", "The city's system says that it is closed. It gives no reason.")]


ENDINGS = [
    # status, external_status_code, what it is here, what people read of it, whether neighbors are asked
    ("closed", "done", "done", "City says done", True),
    ("no_further_action", "not_found", "not_found", "City says done", True),
    ("no_further_action", "declined", "declined", "Answered, not a 311 job", False),
    ("duplicate", "", "imported", "Closed by the city", True),  # of which, they do not say
    *in_trial(
        ("NOT_COUNCILS_RESPONSIBILITY", "", "not_responsible", "Answered, not a 311 job", False),
        ("no_further_action", "A-17", "imported", "Closed by the city", True),
        ("closed", "Not Responsible", "not_responsible", "Answered, not a 311 job", False),
        ("duplicate", "060", "imported", "Closed by the city", True),
        ("closed", "fixed", "imported", "Closed by the city", True),
        ("cancelled", "", "imported", "Closed by the city", True),
        ("fixed", "", "imported", "Closed by the city", True),
    ),
]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("words", ["Our crew was there.", *in_trial("")])
def test_an_ending_that_says_plainly_what_it_is_is_told_so(story, city, look, browser, ending, words):
    status, external, code, read, asked = ending
    update = {"update_id": "u1", "service_request_id": "1000", "status": status, "updated_datetime": LATER,
              "description": words, "external_status_code": external}  # fmt: skip
    city.words = [update]
    city.say("1000", "closed", LATER, words)
    for _time in range(2):
        case, said = hear(story)
    assert (case.state, case.code, case_status(case).said) == ("closed", code, read)
    assert (case.confirm_until is not None, case.neighbors_say) == (asked, None)
    [(kind, told)] = said
    story.db.commit()
    assert kind == "closed"
    assert told == words if words else told.startswith("The city's system says that ")
    assert ("It gives no reason." in told) == (code == "imported" and status != "duplicate" and not words)
    number, ana = story.case.id, browser(look(select(Person))[0])
    page = readable(ana.get(f"/case/{number}")) + readable(ana.get(f"/o/{look(select(Observation.id))[0]}"))
    assert told in html.unescape(page)
    assert ("Is it fixed?" in page) == asked
    assert "ixed, neighbors" not in page


def test_a_code_says_nothing_about_a_request_that_is_open(story, city):
    update = {"update_id": "u1", "service_request_id": "1000", "status": "investigating", "updated_datetime": LATER}
    city.words = [update | {"external_status_code": "duplicate", "description": "We look."}]
    case, said = hear(story)
    assert (case.state, case.code, said) == ("in_progress", None, [("answer", "We look.")])


def test_updates_come_too_and_the_same_words_stand_there_once(story, city):
    city.words = [
        {"update_id": "u1", "service_request_id": "1000", "status": "IN_PROGRESS", "updated_datetime": LATER,
         "description": "Looked at it."},
        {"update_id": "", "service_request_id": "1000", "status": "open", "description": "Without an id."},
        {"update_id": "u2", "service_request_id": "77", "status": "closed", "description": "Not ours."},
        {"update_id": "u3", "service_request_id": "1000", "status": "CLOSED", "updated_datetime": LATER,
         "description": "Done\x00 with it."},
    ]  # fmt: skip
    city.words[3]["description"] = "Done with it."
    city.say("1000", "closed", LATER, "Done with it.")
    for _time in range(2):
        case, said = hear(story)
    assert said == [("answer", "Looked at it."), ("closed", "Done with it.")]
    assert case.code == "imported"


@pytest.mark.trial
def test_a_stoop_tells_its_steps_in_its_notes_and_its_words_in_its_updates(db, story, city):
    story.endpoint.quirks = "stoop"
    db.commit()
    city.say("1000", "open", LATER, "Sent to 311")
    assert hear(story)[1] == []
    now = clock.now().isoformat(timespec="seconds")
    city.say("1000", "closed", LATER, "City says done: Filled.")  # closed after its updates were read
    assert hear(story)[0].state == "in_progress"
    city.say("1000", "closed", now, "City says done: Filled.")
    city.words = [{"update_id": "7", "service_request_id": "1000", "status": "closed", "updated_datetime": now,
                   "description": "Filled."}]  # fmt: skip
    for _time in range(2):
        case, said = hear(story)
    assert (case.state, case.code, said) == ("closed", "imported", [("closed", "Filled.")])


@pytest.mark.trial
def test_a_closing_of_a_stoop_waits_for_its_words_which_may_be_told_a_moment_later(db, story, city):
    story.endpoint.quirks = "stoop"
    db.commit()
    now = clock.now().isoformat(timespec="seconds")
    city.say("1000", "closed", now, "City says done: Filled.")  # between the reading of updates and that of states
    case, said = hear(story)
    assert (case.state, said) == ("in_progress", [])
    city.words = [{"update_id": "7", "service_request_id": "1000", "status": "closed", "updated_datetime": now,
                   "description": "Filled."}]  # fmt: skip
    case, said = hear(story)
    assert (case.state, said) == ("closed", [("closed", "Filled.")])


@pytest.mark.trial
def test_a_closing_of_a_stoop_whose_words_never_come_closes_the_case_all_the_same(db, story, city):
    story.endpoint.quirks = "stoop"
    db.commit()
    city.say("1000", "closed", clock.now().isoformat(timespec="seconds"), "City says done: Filled.")
    assert hear(story)[0].state == "in_progress"
    case, said = hear(story, timedelta(minutes=11))
    assert (case.state, [kind for kind, _words in said]) == ("closed", ["closed"])


@pytest.mark.trial
def test_one_bad_record_never_holds_up_the_others(story, city):
    others = [story.escalate() for _one in range(6)]
    story.work()
    for made in city.taken:
        city.say(made["number"], "closed", LATER, f"Done {made['number']}.")
    city.bad = {"1003"}
    hear(story)
    story.db.expire_all()
    states = {case.reference: case.state for case in [story.db.get(Case, story.case.id), *others]}
    story.db.commit()
    assert {number for number, state in states.items() if state != "closed"} == {"1003"}
    story.db.refresh(story.endpoint)
    assert story.endpoint.pull_problem == "1 records could not be read"


@pytest.mark.parametrize("updates", [True, *in_trial(False)])
def test_the_old_closing_seen_again_closes_nothing(db, story, city, updates):
    story.endpoint.takes_updates = updates
    db.commit()
    city.say("1000", "closed", "2026-11-20T10:00:00Z", "Done.")
    hear(story)
    reopened(db, story)
    story.work()
    for _time in range(2):
        case, said = hear(story)
    assert (case.state, len(said)) == ("in_progress", 1)
    number = "1000" if updates else "1001"
    assert case.reference == number
    city.say(number, "closed", LATER, "Done, really.")
    case, said = hear(story)
    assert (case.state, said[-1]) == ("closed", ("closed", "Done, really."))


def test_a_case_reopened_but_not_told_yet_is_not_closed_by_the_old_word(db, story, city):
    city.say("1000", "closed", LATER, "Done.")
    hear(story)
    story.db.get(Case, story.case.id).state = "open"
    db.commit()
    case, _said = hear(story)
    assert case.state == "open"


@pytest.mark.trial
def test_an_endpoint_that_is_away_is_asked_again_by_the_next_timer(db, story, city):
    story.endpoint.url = "http://127.0.0.1:1/v2"
    db.commit()
    hear(story)
    db.refresh(story.endpoint)
    assert story.endpoint.pull_problem
    assert db.scalar(select(Timer.kind).where(Timer.kind == KIND)) == KIND
    story.endpoint.url = city.url
    db.commit()
    hear(story)
    db.refresh(story.endpoint)
    assert story.endpoint.pull_problem == ""


def test_both_sides_are_compared_each_night_and_everybody_reads_the_figures(db, app, story, city, visitor, browser):
    city.faults = ["cut"]
    stuck, lost = story.escalate(), story.escalate()
    story.work()
    city.say("1000", "open", LATER)
    city.taken = [made for made in city.taken if made["number"] != "1002"]
    for made in city.taken:
        made["at"] = clock.now().isoformat(timespec="seconds")
    assert "Escalated" not in visitor.get("/how")
    found = compare(app)
    assert (found.escalated, found.accepted, found.stuck, found.missing) == (3, 3, 0, 1)
    db.refresh(stuck)
    assert stuck.reference == "1001"  # its own list shows our key: nobody has to look any more
    missed = db.scalars(select(CaseReference.case_id).where(CaseReference.missed_at.is_not(None))).all()
    assert missed == [lost.id]
    shown = visitor.get("/how")
    assert "Escalated 3, accepted 3, stuck 0" in shown
    assert "did not answer" not in shown
    db.commit()
    story.endpoint.url = "http://127.0.0.1:1/v2"
    db.commit()
    assert compare(app).unasked == 1
    assert "1 system of the city did not answer, so we could not compare with it." in visitor.get("/how")
    ada = make.person(db, "Ada")
    make.official(db, ada, "admin")
    db.commit()
    assert "1 system could not be asked." in browser(ada).get("/admin")
    story.endpoint.url = city.url
    db.commit()
    story.work(later=60 * 25 * MINUTES)
    assert len(db.scalars(select(Reconciliation)).all()) == 2
    assert "comparison_fell" in db.scalars(select(Activity.kind)).all()
