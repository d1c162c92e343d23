"""Several people at the same moment, each in a transaction of their own."""

import threading
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from community import clock
from community.activity.timers import run_timers
from community.cases.actions import accept_case, add_voice, close_case, note_neighbor_spoke
from community.cases.actions_clock import pause_case
from community.cases.clocking import start_clocks
from community.cases.models import Case, FollowUp, Step
from community.cases.models_clock import CaseClock
from community.catalog.actions_targets import set_targets
from community.errors import Conflict, Refused
from community.observations.actions import locked_observation
from tests.cases.people import as_identity
from tests.cast import city


def together(app, *acts):
    """Run each act in a thread and a transaction of its own; returns what they raised."""
    start, problems = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            with app.sessions.writing() as db, db.begin():
                act(db)
        except (Refused, SQLAlchemyError) as problem:
            problems.append(problem)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def test_of_six_liaisons_who_close_at_once_one_does(db, app):
    story = city(db)
    case, priya = story.cases["case"], as_identity(db, story.people["Priya"])
    db.commit()
    problems = together(app, *[lambda mine: close_case(mine, priya, case.id, 1, "done", "Cleared.")] * 6)
    assert [type(problem) for problem in problems] == [Conflict] * 5
    closed = select(func.count()).select_from(FollowUp).where(FollowUp.kind == "closed", FollowUp.case_id == case.id)
    assert db.scalar(closed) == 1
    assert db.get(Case, case.id, populate_existing=True).version == 2


def test_closing_voting_and_talking_at_once_never_lock_each_other_out(db, app):
    story = city(db)
    case, post, priya = story.cases["case"], story.posts["case"], as_identity(db, story.people["Priya"])
    db.commit()

    def vote(mine):
        observation = locked_observation(mine, post.id)
        observation.vote_count += 1
        mine.flush()
        add_voice(mine, post.id, 1)

    def talk(mine):
        locked_observation(mine, post.id)
        note_neighbor_spoke(mine, post.id)

    def close(mine):
        close_case(mine, priya, case.id, 1, "done", "Cleared.")

    assert together(app, vote, talk, vote, close, vote, talk, vote, vote, talk) == []
    found = db.get(Case, case.id, populate_existing=True)
    assert (found.state, found.voices) == ("closed", 15)
    asked = found.needs_answer_since
    assert asked is None or asked >= found.closed_at


def test_the_city_accepts_once_though_two_workers_say_so(db, app):
    story = city(db)
    case = story.cases["case"]
    case.reference, case.state = None, "queued"
    db.commit()
    acts = [lambda mine: accept_case(mine, case.id, "311-26-1", outside=False)] * 5
    assert together(app, *acts) == []
    accepted = select(func.count()).select_from(Step).where(Step.case_id == case.id, Step.kind == "accepted")
    assert db.scalar(accepted) == 1


def test_a_timer_and_a_liaison_at_the_same_moment_never_wait_for_each_other_in_a_circle(db, app, caplog):
    story = city(db)
    case, priya = story.cases["case"], as_identity(db, story.people["Priya"])
    set_targets(db, None, story.dumping.id, {"first_answer": (1, "hours"), "completion": (2, "hours")})
    start_clocks(db, case)
    db.commit()
    with clock.travel(timedelta(minutes=70)):
        timers = [lambda mine: run_timers(app)] * 4
        pause = [lambda mine: pause_case(mine, priya, case.id, 1, "parts", "We wait for a truck.")]
        assert together(app, *timers, *pause, *timers) == []
        while run_timers(app):
            pass
    assert "timer failed" not in caplog.text
    found = db.get(Case, case.id, populate_existing=True)
    assert (found.pace, found.paused_for, found.version) == ("late", "parts", 2)
    missed = select(CaseClock.measure).where(CaseClock.on_time.is_(False))
    assert db.scalars(missed).all() == ["first_answer"]
