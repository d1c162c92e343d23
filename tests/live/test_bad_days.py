"""The database goes away, the port is taken, the tail dies: what the live server does then."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from community.activity.models import Activity
from community.live import server
from community.voting.actions import cast_vote, take_back_vote
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


def test_a_tail_that_dies_takes_the_server_with_it(app, db, own_live):
    town = city(db)
    page = own_live.open(f"board:{town.juniper.id}")
    broken = Activity(at=town.juniper.created_at, kind="vote_cast", board_id=town.juniper.id, data=["not what it was"])
    db.add(broken)
    db.commit()
    assert page.ends_with() == 1012
    own_live.join()
    assert own_live.problem is not None
    assert own_live.health()[0] == 0
