"""The way to an agency's own system: once, or visibly stuck, whatever happens to the line."""

import itertools
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from community import clock
from community.activity.models import Delivery
from community.cases.actions_handoff import give_to_desk, note_number, send_again
from community.cases.actions_settling import reopen_case
from community.cases.locking import locked_case, locked_observations
from community.cases.models import Backing, Case, FollowUp, Step
from community.cases.models_handoff import CaseReference, Handoff
from community.comments.models import Comment
from community.confirmations.models import Confirmation
from community.escalation.actions import escalate_if_due
from community.observations.models import Observation
from community.open311 import reconciling
from community.open311.gateway_models import Endpoint
from tests import make
from tests.open311.simulator import CitySystem, running
from tests.when import in_trial

MINUTES = timedelta(minutes=1)
NUMBER = itertools.count()


@pytest.fixture
def by_day(app, monkeypatch):
    """The nightly comparison, which may find what was lost, is half a day away."""
    noon = clock.now().astimezone(ZoneInfo(app.knobs.city_zone)) + timedelta(hours=12)
    monkeypatch.setattr(reconciling, "AT", noon.time())


@pytest.fixture
def opened(app, monkeypatch):
    """Requests may go to this machine, and do not wait long for an answer."""
    monkeypatch.setattr(app, "knobs", replace(app.knobs, outbound_open="127.0.0.1/32"))


@pytest.fixture
def system(opened):
    """The city's own system."""
    city = CitySystem()
    with running(city) as url:
        city.url = url
        yield city


class Story:
    """One case of Streets, whose system is at ``url``."""

    def __init__(self, db, app, worker, url, **values):
        self.db, self.app, self.worker = db, app, worker
        self.streets = make.agency(db, "Streets", fallback=True)
        self.pothole = make.service(db, self.streets, "Pothole", **values.pop("service", {}))
        self.board = make.board(db, threshold=3)
        self.endpoint = Endpoint(agency_id=self.streets.id, url=url, timeout=1, **values)
        db.add(self.endpoint)
        db.commit()
        self.case = self.escalate()

    def escalate(self, **values):
        ana = make.person(self.db, "Ana Longname", email=f"ana{next(NUMBER)}@private.example")
        values = {"description": "Deep enough to bend a rim.", "landmark": "by the church", **values}
        values |= {"lat": 42.35, "lon": -71.05, "service_id": self.pothole.id, "vote_count": 3}
        post = make.observation(self.db, self.board, ana, "Pothole", **values)
        case = escalate_if_due(self.db, post, self.board, self.app.knobs)
        self.db.commit()
        return case

    def work(self, later=timedelta(0)):
        """The worker does what there is to do, ``later``."""
        with clock.travel(later):
            self.worker()
        self.db.expire_all()
        case, handoff = self.db.get(Case, self.case.id), self.handoff()
        self.db.commit()
        return case, handoff

    def handoff(self):
        return self.db.scalar(select(Handoff).where(Handoff.case_id == self.case.id).order_by(Handoff.id.desc()))

    def steps(self):
        kinds = list(self.db.scalars(select(Step.kind).where(Step.case_id == self.case.id).order_by(Step.id)))
        self.db.commit()
        return kinds


def test_a_case_goes_to_the_agencys_system_and_nobody_goes_with_it(db, app, worker, system):
    story = Story(db, app, worker, system.url, codes={"pothole": "POT-1"}, jurisdiction="larkport.gov")
    case, handoff = story.work()
    assert (case.state, case.reference, handoff.state) == ("in_progress", "1000", "accepted")
    assert story.steps() == ["opened", "queued", "sent", "accepted"]
    [body] = system.bodies
    fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    assert (fields["service_code"], fields["jurisdiction_id"]) == ("POT-1", "larkport.gov")
    assert (fields["lat"], fields["long"]) == ("42.350000", "-71.050000")
    assert fields["description"].endswith(f"Ref {handoff.key}")
    assert "by the church" in fields["description"]
    assert fields["attribute[client_request_id]"] == handoff.key
    for private in (b"Longname", b"Ana", b"private.example", b"email", b"first_name", b"last_name", b"phone",
                    b"account_id", b"device_id"):  # fmt: skip
        assert private not in body


def test_the_address_of_a_photo_goes_along_and_never_that_of_something_withheld(db, app, worker, system, monkeypatch):
    story = Story(db, app, worker, system.url)
    _shown, hidden, withdrawn = (story.escalate(photo_key=letter * 22) for letter in "shw")
    twice = story.escalate(photo_key="x" * 22)
    second = make.observation(db, story.board, None, "The same hole", photo_key="y" * 22)
    db.add(Backing(case_id=twice.id, observation_id=second.id, since=clock.now()))
    withheld = {
        hidden.id: {"hidden_at": clock.now()},
        withdrawn.id: {"state": "withdrawn"},
        twice.id: {"hidden_at": clock.now()},
    }
    for case_id, values in withheld.items():
        first = (
            select(Backing.observation_id).where(Backing.case_id == case_id).order_by(Backing.observation_id).limit(1)
        )
        db.execute(update(Observation).where(Observation.id == first.scalar_subquery()).values(values))
    db.commit()
    monkeypatch.setattr(app, "knobs", replace(app.knobs, base_url="https://stoop.example/"))
    story.work()
    sent = [dict(parse_qsl(body.decode())).get("media_url") for body in system.bodies]
    assert sent == [None, f"https://stoop.example/photos/{'s' * 22}/full", None, None,
                    f"https://stoop.example/photos/{'y' * 22}/full"]  # fmt: skip
    monkeypatch.setattr(app, "knobs", replace(app.knobs, base_url=""))  # nobody outside could follow it
    story.escalate(photo_key="z" * 22)
    story.work()
    monkeypatch.setattr(app, "knobs", replace(app.knobs, base_url="https://stoop.example"))
    story.endpoint.sends_photos = False
    story.escalate(photo_key="z" * 22)
    story.work()
    assert [b"media_url" in body for body in system.bodies[-2:]] == [False, False]


def test_an_agency_without_an_endpoint_and_one_that_is_off_stay_at_the_desk(db, app, worker, system):
    story = Story(db, app, worker, system.url, active=False)
    case, _handoff = story.work()
    assert case.reference.startswith("311-")
    assert (case.state, system.bodies) == ("open", [])


@pytest.mark.parametrize("fault", ["cut", *in_trial("fail", "slow")])
def test_after_an_unclear_answer_our_own_request_is_found_by_its_key(db, app, worker, system, fault):
    system.faults = [fault]
    story = Story(db, app, worker, system.url, finding="key", listing_delay=5)
    case, handoff = story.work()
    assert (case.reference, handoff.state) == (None, "asked")
    case, handoff = story.work(later=MINUTES)
    assert (case.reference, handoff.state) == ("1000", "accepted")
    assert len(system.taken) == 1
    assert story.steps() == ["opened", "queued", "sent", "accepted"]


def test_what_is_not_found_by_its_key_is_sent_again_once_the_delay_is_over(db, app, worker, system):
    system.faults = ["drop"]
    story = Story(db, app, worker, system.url, finding="key", listing_delay=120)
    story.work()
    case, _handoff = story.work(later=MINUTES)
    assert (case.reference, len(system.taken), system.asked) == (None, 0, [])
    case, _handoff = story.work(later=5 * MINUTES)
    assert (case.reference, len(system.taken)) == ("1000", 1)


@pytest.mark.trial
def test_a_system_that_knows_repeated_requests_is_simply_asked_again(db, app, worker, system):
    system.faults, system.repeats = ["cut", "fail", "drop"], True
    story = Story(db, app, worker, system.url, finding="repeat")
    for minutes in range(5):
        case, _handoff = story.work(later=minutes * MINUTES)
    assert (case.reference, len(system.taken)) == ("1000", 1)


@pytest.mark.parametrize("shown", [True, *in_trial(False)])
def test_a_list_is_believed_after_its_delay_and_only_if_it_shows_our_words(db, app, worker, system, shown):
    system.faults = ["cut"]
    story = Story(db, app, worker, system.url, finding="list", listing_delay=60)
    story.work()
    if not shown:
        system.taken[0]["description"] = ""
    case, handoff = story.work(later=3 * MINUTES)
    assert case.reference == ("1000" if shown else None)
    assert handoff.why == (None if shown else "unclear")
    assert len(system.taken) == 1


@pytest.mark.usefixtures("by_day")
@pytest.mark.parametrize("fault", ["cut", *in_trial("drop", "fail", "busy")])
def test_where_nothing_can_be_looked_up_it_stops_and_says_so(db, app, worker, system, fault):
    system.faults = [fault]
    story = Story(db, app, worker, system.url, finding="none")
    case, handoff = story.work()
    assert (case.reference, handoff.why) == (None, "unclear")
    case, handoff = story.work(later=60 * MINUTES)
    assert len(system.bodies) == (0 if fault == "drop" else 1)
    assert story.steps() == ["opened", "queued", "sent", "stuck"]


@pytest.mark.trial
def test_somebody_looked_and_it_goes_once_more_or_has_a_number_or_stays_at_the_desk(db, app, worker, system):
    system.faults = ["drop", "cut", "drop"]
    story = Story(db, app, worker, system.url)
    cases = [story.case, story.escalate(), story.escalate()]
    story.work()
    again, number, desk = db.scalars(select(Handoff).order_by(Handoff.id)).all()
    sam = make.person(db, "Sam")
    send_again(db, sam.id, again.id)
    note_number(db, sam.id, number.id, " 1000 ")
    give_to_desk(db, sam.id, desk.id)
    db.commit()
    story.work()
    db.expire_all()
    assert [case.reference for case in cases] == ["1001", "1000", f"311-{cases[2].opened_at:%y}-{cases[2].id:06}"]
    assert [case.state for case in cases] == ["in_progress", "in_progress", "open"]
    assert len(system.taken) == 2
    assert db.scalar(select(func.count()).where(Handoff.stuck_since.is_not(None))) == 0


def test_a_stuck_case_handed_on_goes_to_the_system_of_the_other_agency(db, app, worker, system):
    system.faults = ["refuse"]
    story = Story(db, app, worker, system.url)
    other = CitySystem()
    with running(other) as url:
        water = make.agency(db, "Water")
        db.add(Endpoint(agency_id=water.id, url=url, timeout=1))
        _case, handoff = story.work()
        story.case.agency_id = water.id
        send_again(db, make.person(db, "Sam").id, handoff.id)
        db.commit()
        case, _handoff = story.work()
    assert (case.reference, len(system.taken), len(other.taken)) == ("1000", 0, 1)


def test_a_refusal_is_flagged_with_what_the_system_said(db, app, worker, system):
    system.faults = ["refuse"]
    story = Story(db, app, worker, system.url, finding="key")
    case, handoff = story.work()
    assert (case.state, handoff.why) == ("queued", "refused")
    assert "base is a duplicate" in handoff.detail


@pytest.mark.usefixtures("by_day")
def test_a_system_that_is_away_is_left_alone_for_a_while_and_flagged_within_15_minutes(db, app, worker, opened):
    story = Story(db, app, worker, "http://127.0.0.1:1/open311/v2", finding="none")
    for minutes in range(14):
        _case, handoff = story.work(later=minutes * MINUTES)
    assert (handoff.stuck_since, handoff.state, handoff.asked_at) == (None, "queued", None)  # nothing ever left
    db.refresh(story.endpoint)
    assert story.endpoint.failures >= 5
    assert story.endpoint.rests_until is not None
    db.commit()
    _case, handoff = story.work(later=15 * MINUTES)
    assert handoff.why == "waiting"
    delivery = db.scalar(select(Delivery).where(Delivery.kind == "handoff"))
    delivery.tries, delivery.due = 59, clock.now()
    db.commit()
    _case, handoff = story.work(later=60 * MINUTES)
    assert (handoff.why, delivery.given_up_at is None) == ("away", False)
    sam = make.person(db, "Sam")
    send_again(db, sam.id, handoff.id)
    db.commit()
    city = CitySystem(repeats=True)
    with running(city) as url:  # it is back
        story.endpoint.url = url
        db.commit()
        case, handoff = story.work(later=180 * MINUTES)
    assert (case.reference, handoff.stuck_since, len(city.taken)) == ("1000", None, 1)
    db.refresh(story.endpoint)
    assert story.endpoint.failures == 0


@pytest.mark.usefixtures("by_day")
def test_what_waited_for_a_system_that_was_away_is_there_within_minutes_of_its_return(db, app, worker, opened, look):
    """Twelve cases, ten minutes without the city: few of them are tried, the others only wait, and none waits longer
    for having waited."""
    story = Story(db, app, worker, "http://127.0.0.1:1/open311/v2", finding="none")
    cases = [story.case, *(story.escalate() for _more in range(11))]
    for seconds in range(0, 600, 15):
        story.work(later=timedelta(seconds=seconds))
    tries = look(select(Delivery.tries).where(Delivery.kind == "handoff"))
    db.refresh(story.endpoint)
    assert sum(tries) == story.endpoint.failures <= 5 + 6, "only what was tried counts as a try"
    city = CitySystem()
    with running(city) as url:
        story.endpoint.url = url
        db.commit()
        for seconds in range(600, 600 + 300, 15):
            story.work(later=timedelta(seconds=seconds))
    assert look(select(func.count()).where(Handoff.state == "accepted", Handoff.stuck_since.is_(None))) == [len(cases)]
    assert len(city.taken) == len(cases)


def test_a_token_is_a_receipt_and_its_number_is_asked_for_until_it_is_there(db, app, worker, system):
    system.tokens = 3
    story = Story(db, app, worker, system.url)
    case, handoff = story.work()
    assert (case.reference, handoff.token) == (None, "t1000")
    for minutes in range(4):
        case, handoff = story.work(later=minutes * MINUTES)
    assert (case.reference, len(system.taken)) == ("1000", 1)
    assert story.steps() == ["opened", "queued", "sent", "token", "accepted"]


@pytest.mark.trial
def test_a_token_without_a_number_is_flagged_after_a_day(db, app, worker, system):
    system.tokens = 99
    story = Story(db, app, worker, system.url)
    _case, handoff = story.work()
    _case, handoff = story.work(later=16 * MINUTES)
    assert handoff.stuck_since is None
    system.taken[0]["description"] = ""  # its list does not help either
    _case, handoff = story.work(later=25 * 60 * MINUTES)
    assert handoff.why == "no_number"


@pytest.mark.parametrize(("kind", "ended"), [("blackbox", "accepted"), ("realtime", "asked")])
def test_only_a_black_box_may_give_no_number(db, app, worker, system, monkeypatch, kind, ended):
    monkeypatch.setattr("tests.open311.simulator.Desk.after", lambda self, _fault, root, item, _said: self.answer(
        200, root, item, [{"service_notice": "Thank you"}]))  # fmt: skip
    story = Story(db, app, worker, system.url, service={"type": kind})
    case, handoff = story.work()
    assert (case.reference, handoff.state) == (None, ended)
    assert handoff.why == (None if ended == "accepted" else "unclear")


def test_a_worker_that_died_in_between_is_taken_for_an_unclear_answer(db, app, worker, system):
    story = Story(db, app, worker, system.url, finding="none")
    worker_of_before = app.gateways["open311"]
    app.gateways["open311"] = Dying()
    story.work()
    app.gateways["open311"] = worker_of_before
    _case, handoff = story.work(later=2 * MINUTES)
    assert (handoff.why, system.bodies) == ("unclear", [])


class Dying:
    """A worker that is killed right after it wrote down that it asks."""

    def open_request(self, request, trail):
        trail.asking(trail.endpoint_id)
        raise RuntimeError("killed")


@pytest.mark.trial
def test_a_case_that_was_closed_before_it_went_is_not_sent_and_not_flagged(db, app, worker, system):
    story = Story(db, app, worker, system.url)
    story.case.state, story.case.code = "closed", "done"
    db.commit()
    story.work()
    _case, handoff = story.work(later=30 * MINUTES)
    assert (handoff.state, handoff.stuck_since, system.bodies) == ("dropped", None, [])


@pytest.mark.trial
def test_two_systems_may_give_the_same_number(db, app, worker, system):
    story = Story(db, app, worker, system.url)
    sanitation = make.agency(db, "Sanitation")
    with running(CitySystem()) as url:
        db.add(Endpoint(agency_id=sanitation.id, url=url, timeout=1))
        other = story.escalate()
        other.agency_id = sanitation.id
        db.commit()
        story.work()
    db.refresh(other)
    assert (db.get(Case, story.case.id).reference, other.reference) == ("1000", "sanitation-1000")
    assert list(db.scalars(select(CaseReference.reference))) == ["1000", "1000"]


def reopened(db, story):
    """The city closed it, and neighbors said that it is still there."""
    observations, case = locked_observations(db, story.case.id), locked_case(db, story.case.id)
    case.state, case.code, case.closed_at = "closed", "done", clock.now()
    reopen_case(db, case, observations, by="neighbors")
    db.commit()


def looked(db, story, says, words, **values):
    """Luis Longname looked after this closing, and wrote what he saw."""
    luis = make.person(db, f"Luis Longname {next(NUMBER)}")
    [post] = locked_observations(db, story.case.id)
    said = Comment(observation_id=post.id, author_id=luis.id, words=words, written_at=clock.now(), **values)
    db.add(said)
    db.flush()
    about = {"observation_id": post.id, "case_id": story.case.id, "round": story.case.round, "said_at": clock.now()}
    db.add(Confirmation(person_id=luis.id, says=says, comment_id=said.id, **about))
    db.commit()


@pytest.mark.trial
@pytest.mark.parametrize("updates", [True, False])
def test_a_reopened_case_goes_to_the_city_again_once(db, app, worker, system, updates):
    story = Story(
        db, app, worker, system.url, takes_updates=updates, finding="key", listing_delay=1, quirks="fixmystreet"
    )
    story.work()
    system.faults = ["cut"]
    looked(db, story, "still", "Water stands in it <now>.")
    looked(db, story, "partly", "One half is filled.", nameless=True)
    looked(db, story, "fixed", "Looks fine to me.")
    looked(db, story, "still", "Mr. Ferris did this.", hidden_at=clock.now(), hidden_rule="names_person")
    looked(db, story, "still", "Taken back.", withdrawn_at=clock.now())
    reopened(db, story)
    story.work()
    case, handoff = story.work(later=5 * MINUTES)
    assert (case.state, handoff.kind, handoff.state) == ("in_progress", "reopened", "accepted")
    numbers = db.scalars(select(CaseReference).order_by(CaseReference.id)).all()
    if updates:
        [told] = system.updates
        assert told["service_request_id"] == "1000"
        told = told["description"]
        assert told.startswith("Neighbors looked and say that this is still there.")
        assert [one.reference for one in numbers] == ["1000", "1000"]
    else:
        told = system.taken[1]["description"]
        assert "request 1000 is still there" in told
        assert "by the church" in told
        assert [one.reference for one in numbers] == ["1000", "1001"]
    assert "Water stands in it (now).\n\nOne half is filled." in told
    assert told.endswith(f"Ref {handoff.key}")
    for withheld in ("Longname", "Looks fine", "Ferris", "Taken back"):
        assert withheld not in told
    assert [one.ended is None for one in numbers] == [False, True]
    assert (len(system.taken), case.reference) == ((1, "1000") if updates else (2, "1001"))


@pytest.mark.usefixtures("by_day")
@pytest.mark.parametrize("lists", [True, *in_trial(False, "late")])
@pytest.mark.parametrize("fault", ["cut", "drop"])
def test_an_update_without_an_answer_is_looked_for_where_it_might_be_taken_twice(db, app, worker, system, fault, lists):
    delay = {"listing_delay": 60} if lists is True else {}
    story = Story(db, app, worker, system.url, takes_updates=True, gives_updates=bool(lists), finding="repeat", **delay)
    system.apart, system.lists_updates = False, bool(lists)
    story.work()
    system.faults = [fault]
    reopened(db, story)
    story.work()
    _case, handoff = story.work(later=5 * MINUTES)
    story.work(later=60 * MINUTES)
    found = fault == "cut" and lists
    assert len(system.updates) == (1 if fault == "cut" or lists is True else 0)  # there once, or not sent again
    sure = lists is True or found
    assert (handoff.state, handoff.why) == (("accepted", None) if sure else ("asked", "unclear"))
    said = story.db.scalars(select(FollowUp.words)).all()
    assert said == []  # our own words, given back, are not the city's


@pytest.mark.trial
def test_an_update_names_the_number_its_own_system_gave(db, app, worker, system):
    story = Story(db, app, worker, system.url)
    other = CitySystem()
    with running(other) as url:
        sanitation = make.agency(db, "Sanitation")
        db.add(Endpoint(agency_id=sanitation.id, url=url, timeout=1, takes_updates=True))
        story.case = story.escalate()
        story.case.agency_id = sanitation.id
        db.commit()
        story.work()
        assert db.get(Case, story.case.id).reference == "sanitation-1000"
        reopened(db, story)
        case, _handoff = story.work()
    assert [said["service_request_id"] for said in other.updates] == ["1000"]
    assert (case.reference, len(other.taken)) == ("sanitation-1000", 1)


@pytest.mark.trial
def test_what_the_desk_took_by_hand_is_a_new_request_to_a_system_that_never_had_it(db, app, worker, system):
    system.faults = ["refuse"]
    story = Story(db, app, worker, system.url, takes_updates=True)
    _case, handoff = story.work()
    give_to_desk(db, make.person(db, "Sam").id, handoff.id)
    db.commit()
    reopened(db, story)
    case, _handoff = story.work()
    assert (system.updates, len(system.taken), case.reference) == ([], 1, "1000")
    assert "311-" not in system.taken[0]["description"]
    assert "this is still there" in system.taken[0]["description"]
    # A number that somebody noted by hand is that system's, too.
    story.case = story.escalate()
    system.faults = ["refuse"]
    _case, handoff = story.work()
    note_number(db, make.person(db, "Priya").id, handoff.id, "SR-9")
    db.commit()
    reopened(db, story)
    story.work()
    assert [said["service_request_id"] for said in system.updates] == ["SR-9"]


@pytest.mark.trial
def test_a_reopened_case_of_the_desk_is_the_desks_all_the_time(db, app, worker, system):
    story = Story(db, app, worker, system.url, active=False)
    story.work()
    reopened(db, story)
    case, handoff = story.work()
    assert (case.state, handoff.state) == ("open", "accepted")
    assert story.steps().count("accepted") == 1


@pytest.mark.trial
def test_deliveries_that_were_given_up_are_those_somebody_looks_at(db, app, worker, system):
    system.faults = ["refuse"]
    story = Story(db, app, worker, system.url)
    story.work()
    [delivery] = db.scalars(select(Delivery).where(Delivery.given_up_at.is_not(None)))
    assert delivery.kind == "handoff"
