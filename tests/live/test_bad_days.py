"""The database goes away, the port is taken, the tail dies: what the live server does then."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from community.activity.models import Activity
from community.live import server
from community.voting.actions import cast_vote, join_and_vote, take_back_vote
from tests import make
from tests.cast import city


def test_lost_connections_are_made_anew_and_nothing_is_missed(app, db, own_live, act, engines):
    if engines.is_sqlite:
        pytest.skip("SQLite has no connections to lose")
    town = city(db)
    post, luis = town.posts["open"], town.people["Luis"]
    page, seen = own_live.open(f"board:{town.juniper.id}"), own_live.newest()
    db.close()
    with engines.writing.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        connection.execute(text(f"{others} AND pid <> pg_backend_pid()"))
    engines.dispose()
    act(cast_vote, luis, post.id, app.knobs)
    act(take_back_vote, luis, post.id, app.knobs)
    heard = page.hear_until(own_live.newest())
    assert [(line["id"], line["kind"]) for line in heard] == own_live.kinds_after(seen)
    assert own_live.open(f"board:{town.juniper.id}")


def test_a_port_that_is_taken_is_said(app, live):
    with ThreadPoolExecutor(1) as elsewhere:  # a browser of another story may have its own loop in this thread
        second = elsewhere.submit(server.run, app, threading.Event(), "127.0.0.1", live.port)
        with pytest.raises(OSError, match="in use"):
            second.result()
    assert live.health()[0] == 200


def broken(app, town, **values):
    """An activity nobody can tell of; its id."""
    with app.sessions.writing() as db, db.begin():
        place = {"board_id": town.juniper.id, "observation_id": town.posts["open"].id}
        row = Activity(at=town.juniper.created_at, **{**place, **values})
        db.add(row)
        db.flush()
        return row.id


NOT_WHAT_IT_WAS = [
    {"kind": "vote_cast", "data": ["a list"]},
    {"kind": "comment_withdrawn", "data": {"comment_id": 2**70}},
    {"kind": "case_taken", "data": {"follow_up_id": {"id": 1}}},
]


@pytest.mark.parametrize("values", NOT_WHAT_IT_WAS, ids=lambda values: values["kind"])
def test_news_that_cannot_be_told_has_its_pages_read_again_and_the_others_go_on(app, db, own_live, act, caplog, values):
    town = city(db)
    luis, post = town.people["Luis"], town.posts["open"]
    board, thread = own_live.open(f"board:{town.juniper.id}"), own_live.open(f"observation:{post.id}")
    elsewhere = own_live.open(f"board:{make.board(db, 'Elsewhere').id}")
    bad = broken(app, town, **values)
    assert (board.ends_with(), thread.ends_with()) == (4409, 4409)
    assert elsewhere.hears_nothing()
    again, seen = own_live.open(f"board:{town.juniper.id}", after=bad), own_live.newest()
    act(cast_vote, luis, post.id, app.knobs)
    assert [(line["id"], line["kind"]) for line in again.hear_until(own_live.newest())] == own_live.kinds_after(seen)
    [told] = [entry for entry in caplog.records if f"activity {bad} ({values['kind']})" in entry.getMessage()]
    assert told.exc_info is not None


def test_a_restart_reads_past_what_cannot_be_told(app, db, own_live, act):
    town = city(db)
    luis, post = town.people["Luis"], town.posts["open"]
    elsewhere = make.observation(db, make.board(db, "Elsewhere"), town.people["Nora"])
    seen = own_live.newest()
    own_live.stop()
    act(cast_vote, luis, post.id, app.knobs)
    for values in NOT_WHAT_IT_WAS:
        bad = broken(app, town, **values)
        act(join_and_vote, luis, elsewhere.id, app.knobs)
        act(take_back_vote, luis, elsewhere.id, app.knobs)
    act(take_back_vote, luis, post.id, app.knobs)
    own_live.start()
    assert own_live.open(f"board:{town.juniper.id}", after=seen).ends_with() == 4409
    assert own_live.open(f"observation:{post.id}", after=bad - 1).ends_with() == 4409
    heard = own_live.open(f"board:{town.juniper.id}", after=bad).hear_until(own_live.newest())
    assert [line["kind"] for line in heard] == ["vote_taken_back"]
    other = own_live.open(f"board:{elsewhere.board_id}", after=seen)
    heard = [line["kind"] for line in other.hear()]
    assert heard == ["vote_cast", "vote_taken_back"] * len(NOT_WHAT_IT_WAS)


def test_a_sign_in_that_ended_in_words_nobody_understands_closes_all_sockets_of_the_person(app, db, own_live):
    town = city(db)
    topic = f"board:{town.juniper.id}"
    luis, nora = (own_live.open(topic, person=town.people[name]) for name in ("Luis", "Nora"))
    broken(app, town, kind="login_ended", data=["?"], person_id=town.people["Luis"].id)
    assert luis.ends_with() == 4401
    assert nora.hears_nothing()


def test_a_tail_that_dies_takes_the_server_with_it(app, db, own_live, engines):
    """A history that cannot even be read: a server that stayed up would look healthy and hear nothing."""
    town = city(db)
    page = own_live.open(f"board:{town.juniper.id}")
    unreadable = "[" * 3000 + "]" * 3000
    cast = "CAST(:data AS jsonb)" if not engines.is_sqlite else ":data"
    with engines.writing.begin() as connection:
        columns = "INSERT INTO activity (at, kind, data, imported) VALUES (:at, 'vote_cast', "
        connection.execute(text(f"{columns}{cast}, false)"), {"at": "2026-11-22 00:00:00", "data": unreadable})
    assert page.ends_with() == 1012
    own_live.join()
    assert own_live.problem is not None
    assert own_live.health()[0] == 0
