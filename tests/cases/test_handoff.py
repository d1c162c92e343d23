"""The hand-off: once, whatever crashes, and never with words that were taken back or with anybody's name."""

from datetime import timedelta

import pytest
from markupsafe import escape
from sqlalchemy import select

from community import clock, main
from community.activity.deliveries import MOST_TRIES
from community.activity.models import Activity, Delivery
from community.activity.registry import Later
from community.cases.actions import note_words_withdrawn, sort_case
from community.cases.gateway import Accepted, Stuck, desk_reference
from community.cases.models import Case, Step
from community.cases.models_handoff import Handoff
from community.cases.rules_handoff import WHY
from community.catalog.models import Agency
from community.escalation.actions import escalate_if_due
from community.settings import SettingsError
from tests import make
from tests.cases.people import as_identity


class RemoteCity:
    """A city system outside Stoop that keeps what it was asked; the first ``failures`` times it cannot take it."""

    def __init__(self, failures=0, crash=None):
        self.asked = []
        self.failures, self.crash = failures, crash

    def open_request(self, request, trail):
        trail.asking()
        self.asked.append((trail.key, request))
        if len(self.asked) <= self.failures:
            raise self.crash or Later("busy")
        return Accepted(f"WO-{request.case_id}", outside=True)


class TokenCity:
    """A city that has it, and never gives a number."""

    def open_request(self, request, trail):
        if trail.token is None:
            trail.asking()
            trail.got_token("t1")
        raise Later("it has given no number yet")


@pytest.fixture
def city(app):
    """``city(gateway)``: the app asks this gateway until the test ends."""
    before = dict(app.gateways)

    def ask(gateway):
        app.gateways["desk"] = gateway
        return gateway

    yield ask
    app.gateways.clear()
    app.gateways.update(before)


@pytest.fixture
def board(db):
    return make.board(db, threshold=3)


@pytest.fixture
def pothole(db):
    return make.service(db, make.agency(db, "Streets", fallback=True), "Pothole")


def escalated(db, app, board, **values):
    ana = make.person(db, "Ana Longname")
    values = {"description": "Deep enough to bend a rim.", "landmark": "by the church", **values}
    post = make.observation(db, board, ana, "Pothole", vote_count=3, **values)
    case = escalate_if_due(db, post, board, app.knobs)
    db.commit()
    return post, case


def last_try_after(db, worker):
    """The worker tries, what is late is flagged, and days later the last try is made. Returns the delivery."""
    worker()
    with clock.travel(timedelta(minutes=16)):
        worker()
    delivery = db.scalar(select(Delivery).where(Delivery.kind == "handoff"))
    if delivery.given_up_at is None:
        delivery.tries, delivery.due = MOST_TRIES - 1, clock.now()
    db.commit()
    with clock.travel(timedelta(days=2)):
        worker()
    db.expire_all()
    return delivery


def steps(db, case):
    return list(db.scalars(select(Step.kind).where(Step.case_id == case.id).order_by(Step.id)))


def test_the_built_in_desk_takes_a_case_at_once(db, app, board, pothole, worker):
    _post, case = escalated(db, app, board, service_id=pothole.id)
    worker()
    db.refresh(case)
    assert (case.state, case.reference) == ("open", f"311-{case.opened_at:%y}-{case.id:06}")
    assert steps(db, case) == ["opened", "queued", "sent", "accepted"]
    told = db.scalars(select(Activity.kind).where(Activity.case_id == case.id).order_by(Activity.id))
    assert [kind for kind in told if kind.startswith("case_")] == ["case_opened", "case_sent", "case_accepted"]


def test_a_worker_that_runs_again_hands_nothing_over_twice(db, app, board, pothole, worker, city):
    remote = city(RemoteCity())
    _post, case = escalated(db, app, board, service_id=pothole.id)
    worker()
    db.refresh(case)
    assert case.state == "in_progress"
    # Another worker believes the delivery is still owed: its lease ran out just before it was marked done.
    delivery = db.scalar(select(Delivery))
    delivery.due, delivery.done_at = clock.now(), None
    db.commit()
    worker()
    assert len(remote.asked) == 1
    assert steps(db, case) == ["opened", "queued", "sent", "accepted"]


@pytest.mark.parametrize("crash", [None, RuntimeError("killed in between"), Later("busy")])
def test_a_sender_that_dies_in_between_asks_again_with_the_same_key(db, app, board, pothole, worker, city, crash):
    remote = city(RemoteCity(failures=1, crash=crash))
    _post, case = escalated(db, app, board, service_id=pothole.id)
    worker()
    db.refresh(case)
    assert (case.state, case.reference) == ("queued", None)
    assert steps(db, case) == ["opened", "queued", "sent"]
    db.commit()
    with clock.travel(timedelta(minutes=2)):
        worker()
    db.refresh(case)
    assert case.reference == f"WO-{case.id}"
    assert steps(db, case) == ["opened", "queued", "sent", "accepted"]
    assert len({key for key, _request in remote.asked}) == 1
    assert len(remote.asked) == 2


@pytest.mark.parametrize(
    ("crash", "why", "detail"),
    [
        (Later("busy"), "away", "busy"),
        (RuntimeError("a mistake of ours"), "away", "RuntimeError"),
        (Stuck("unclear", "it may be there"), "unclear", "it may be there"),
    ],
)
def test_a_last_try_that_fails_leaves_no_page_saying_that_it_goes_on(
    db, app, board, pothole, worker, city, browser, crash, why, detail
):
    """Whatever it failed by; a reason that says more stays."""
    city(RemoteCity(failures=99, crash=crash))
    sam = make.person(db, "Sam")
    make.liaison(db, sam, db.get(Agency, pothole.agency_id))
    his = browser(sam)
    escalated(db, app, board, service_id=pothole.id)
    delivery = last_try_after(db, worker)
    handoff = db.scalar(select(Handoff))
    assert (handoff.why, handoff.detail, delivery.given_up_at is None) == (why, detail, False)
    db.commit()
    page = his.get("/desk/stuck")
    assert "It is tried again by itself" not in page
    assert escape(WHY[why]) in page


def test_a_city_that_gives_no_number_to_the_last_is_said_to_have_it(db, app, board, pothole, worker, city):
    city(TokenCity())
    escalated(db, app, board, service_id=pothole.id)
    delivery = last_try_after(db, worker)
    handoff = db.scalar(select(Handoff))
    assert (handoff.state, handoff.why, delivery.given_up_at is None) == ("token", "no_number", False)


def test_what_is_handed_over_is_the_present_state_without_anybody(db, app, board, pothole, worker, city):
    remote = city(RemoteCity())
    escalated(db, app, board, service_id=pothole.id, place="5800 block of Larch St", nameless=True)
    worker()
    _key, request = remote.asked[0]
    assert (request.service_code, request.agency_key) == ("pothole", "streets")
    assert request.address == "5800 block of Larch St"
    assert request.words[0].description == "Deep enough to bend a rim."
    assert "Longname" not in repr(request)
    assert "person" not in repr(request)


def test_words_withdrawn_before_the_worker_came_are_not_handed_over(db, app, board, pothole, worker, city):
    remote = city(RemoteCity())
    post, _case = escalated(db, app, board, service_id=pothole.id)
    post.state, post.title, post.description, post.landmark = "withdrawn", "", "", ""
    note_words_withdrawn(db, post.id)
    db.commit()
    worker()
    _key, request = remote.asked[0]
    assert request.words == ()
    assert request.service_code == "pothole"


def test_hidden_words_are_not_handed_over(db, app, board, pothole, worker, city):
    remote = city(RemoteCity())
    post, _case = escalated(db, app, board, service_id=pothole.id)
    post.hidden_at, post.hidden_rule = clock.now(), "names_person"
    db.commit()
    worker()
    assert remote.asked[0][1].words == ()


def test_an_unsorted_case_waits_until_it_is_sorted(db, app, board, pothole, worker, city):
    remote = city(RemoteCity())
    _post, case = escalated(db, app, board)
    worker()
    assert remote.asked == []
    denise = make.person(db, "Denise")
    make.member(db, denise, board, "captain")
    sort_case(db, as_identity(db, denise), case.id, 1, pothole.id, {})
    db.commit()
    worker()
    assert [request.service_code for _key, request in remote.asked] == ["pothole"]


def test_imported_history_is_never_handed_over(db, app, board, pothole, worker, city):
    remote = city(RemoteCity())
    _post, case = escalated(db, app, board, service_id=pothole.id)
    db.get(Activity, db.scalar(select(Activity.id))).imported = True
    db.commit()
    worker()
    assert remote.asked == []
    assert db.get(Case, case.id).state == "queued"


def test_the_desk_answers_the_same_however_often_it_is_asked(db, app, board, pothole, worker, city):
    remote = city(RemoteCity())
    escalated(db, app, board, service_id=pothole.id)
    worker()
    _key, request = remote.asked[0]
    assert desk_reference(request.case_id, request.opened_at) == f"311-{request.opened_at:%y}-{request.case_id:06}"


def test_a_gateway_nobody_knows_stops_the_start(engines, tmp_path):
    with pytest.raises(Exception, match=r"community.gateway") as refusal:
        main(**{"community.engines": engines, "community.home": str(tmp_path), "community.gateway": "pigeon"})
    assert isinstance(refusal.value, SettingsError) or "SettingsError" in repr(refusal.value)
