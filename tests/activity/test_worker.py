"""The worker: each consumer sees each fact once and in order; what is owed to the outside is owed until it is taken."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community import clock
from community.activity import deliveries
from community.activity.deliveries import MOST_TRIES
from community.activity.facts import Fact
from community.activity.models import Cursor, Delivery, Timer
from community.activity.queries import health
from community.activity.record import record
from community.activity.registry import GiveUp, Later, NotTried, Owed
from community.activity.timers import set_timer
from community.activity.worker import run_round, run_until_idle


@dataclass(frozen=True)
class BellRung(Fact):
    """A fact of these tests."""

    times: int


@dataclass(frozen=True)
class FlagRaised(Fact):
    """Another."""

    times: int


RUNG = {BellRung.kind}


class Outside(list):
    """An outside world: remembers what reached it; refuses as often as told."""

    refusals: list[Exception] = []

    def send(self, delivery, app):
        if self.refusals:
            raise self.refusals.pop(0)
        self.append(delivery.key)


@pytest.fixture
def outside(app):
    """Consumers and a sender of these tests, registered beside the application's own, and gone afterwards."""
    before = dict(app.activity.consumers), dict(app.activity.senders), dict(app.activity.timers)
    world = Outside()
    world.refusals = []
    app.activity.add_consumer("test.bell", lambda db, rows, app: [Owed(r.id, "bell", "tower:1") for r in rows], RUNG)
    app.activity.add_sender("bell", world.send)
    yield world
    app.activity.consumers, app.activity.senders, app.activity.timers = before


def report(app):
    with app.sessions.reading() as session:
        return health(session)


def ring(db, times=1):
    record(db, BellRung(times=times))
    db.commit()


def test_each_fact_reaches_the_outside_once_however_often_the_worker_runs(db, app, outside):
    ring(db)
    ring(db)
    run_until_idle(app)
    run_until_idle(app)
    assert len(outside) == len(set(outside)) == 2
    assert report(app)["lag"]["test.bell"] == 0


def test_a_busy_outside_is_tried_again_later_with_the_same_key(db, app, outside, look):
    outside.refusals = [Later("busy")]
    ring(db)
    run_until_idle(app)
    assert outside == []
    [delivery] = look(select(Delivery).where(Delivery.kind == "bell"))
    assert delivery.problem == "busy"
    with clock.travel(timedelta(seconds=10)):
        run_until_idle(app)
    assert outside == [delivery.key]


def test_what_was_not_tried_uses_up_no_try_and_waits_no_longer_than_it_was_told(db, app, outside, look):
    """However often its system was being left alone: at the end its first try is a first try."""
    times = MOST_TRIES + 5
    outside.refusals = [NotTried("left alone", timedelta(seconds=60))] * times
    ring(db)
    for after in range(times):
        with clock.travel(timedelta(seconds=80 * after)):
            run_until_idle(app)
    [delivery] = look(select(Delivery).where(Delivery.kind == "bell"))
    assert (outside, outside.refusals) == ([], []), "each wait was over after 75 seconds at most"
    assert (delivery.tries, delivery.problem, delivery.given_up_at) == (0, "left alone", None)
    with clock.travel(timedelta(seconds=80 * times)):
        run_until_idle(app)
    assert outside == [delivery.key]


def test_what_is_refused_for_good_is_given_up_and_counted(db, app, outside):
    outside.refusals = [GiveUp("no such tower")]
    ring(db)
    run_until_idle(app)
    with clock.travel(timedelta(days=3)):
        run_until_idle(app)
    assert outside == []
    assert report(app)["given_up_deliveries"] == 1


def test_a_delivery_whose_worker_died_is_sent_by_the_next_one(db, app, outside):
    outside.refusals = [KeyboardInterrupt()]
    ring(db)
    with pytest.raises(KeyboardInterrupt):
        run_until_idle(app)
    run_until_idle(app)
    assert outside == [], "the lease still runs"
    with clock.travel(timedelta(minutes=2)):
        run_until_idle(app)
    assert len(outside) == 1


def test_who_is_for_something_else_is_moved_past_and_never_called(db, app, outside, look):
    called = []
    app.activity.add_consumer("test.deaf", lambda session, rows, registry: called.append(rows) or [], {"flag_raised"})
    ring(db)
    record(db, FlagRaised(1))
    record(db, FlagRaised(2))
    ring(db)
    run_until_idle(app)
    ring(db)
    run_until_idle(app)
    assert [[row.kind for row in rows] for rows in called] == [["flag_raised", "flag_raised"]]
    assert len(outside) == 3
    assert len(set(look(select(Cursor.last)))) == 1, "everybody has read everything"


def test_a_failing_consumer_neither_loses_its_place_nor_stops_the_others(db, app, outside, caplog):
    seen = []
    broken = [True]

    def consume(session, rows, registry):
        if broken[0]:
            raise ValueError("not today")
        seen.extend(row.data["times"] for row in rows)
        return []

    app.activity.add_consumer("test.frail", consume, RUNG)
    ring(db, 1)
    ring(db, 2)
    run_until_idle(app)
    assert len(outside) == 2
    assert report(app)["failing"] == ["test.frail"]
    broken[0] = False
    with clock.travel(timedelta(minutes=10)):
        run_until_idle(app)
    assert seen == [1, 2]
    assert "test.frail" in caplog.text


def test_a_consumer_that_fails_for_hours_is_asked_again_as_before(db, app, outside, look):
    def consume(session, rows, registry):
        raise ValueError("not this week")

    app.activity.add_consumer("test.frail", consume, RUNG)
    ring(db, 1)
    for number in range(60):
        with clock.travel(timedelta(minutes=10 * number)):
            run_round(app)
    [cursor] = look(select(Cursor).where(Cursor.consumer == "test.frail"))
    assert cursor.tries == 60
    assert cursor.due - clock.now() < timedelta(minutes=10 * 60)


def test_a_timer_fires_once_and_when_it_is_due(db, app, outside, look):
    fired = []
    app.activity.add_timer("test.noon", lambda session, timer, registry: fired.append(timer.subject))
    set_timer(db, "test.noon", "square:1", clock.now() + timedelta(hours=2))
    set_timer(db, "test.noon", "square:1", clock.now() + timedelta(hours=1))
    db.commit()
    run_until_idle(app)
    assert fired == []
    with clock.travel(timedelta(minutes=61)):
        run_until_idle(app)
        run_until_idle(app)
    assert fired == ["square:1"]
    assert look(select(Timer)) == []


def test_a_failing_timer_comes_again(db, app, outside, caplog):
    tries = []

    def fire(session, timer, registry):
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("too early")

    app.activity.add_timer("test.noon", fire)
    set_timer(db, "test.noon", "square:1", clock.now())
    db.commit()
    run_round(app)
    with clock.travel(timedelta(minutes=2)):
        run_until_idle(app)
    assert len(tries) == 2
    assert "timer failed" in caplog.text


def test_an_idle_worker_takes_no_write_transaction(db, app, engines):
    run_until_idle(app)
    with engines.writing.begin():
        assert run_round(app) == 0


def test_what_waits_long_behind_others_is_claimed_again_and_left_to_whoever_took_it(db, app, outside, monkeypatch):
    monkeypatch.setattr(deliveries, "LEASE", timedelta(microseconds=1))  # each sending lasts longer than that
    for times in range(3):
        ring(db, times)
    send, later = outside.send, clock.now() + timedelta(hours=1)

    def another_worker_takes_the_last(delivery, app):
        with app.sessions.writing() as other, other.begin():
            last = select(func.max(Delivery.id)).scalar_subquery()
            other.execute(update(Delivery).where(Delivery.id == last).values(due=later))
        send(delivery, app)

    app.activity.add_sender("bell", another_worker_takes_the_last)
    run_round(app)
    run_round(app)
    assert len(outside) == 2
    assert db.scalars(select(Delivery.due).order_by(Delivery.id)).all() == [None, None, later]
