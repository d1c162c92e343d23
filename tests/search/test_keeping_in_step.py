"""The index follows every way in which words come to be there: imports, an upgrade, a command that makes it anew."""

from datetime import UTC, datetime

from sqlalchemy import delete, select, text

from community import clock
from community.activity.models import Timer
from community.activity.timers import set_timer
from community.commands.reindexing import reindex
from community.importing.progress import silent
from community.importing.requests import RequestOptions, import_requests
from community.search.models import Entry
from community.search.reindexing import TIMER
from tests import make
from tests.program import migrate, say
from tests.search.conftest import titles

FILE = """id,opened,closed,status,title,closing,address,lat,lon
A-77,2019-03-04T10:00,2019-03-06T10:00,Closed,Abandoned shopping cart,Resolved by crew nine,12 Elm St,42.35,-71.05
A-78,2019-03-05T10:00:00,,Open,Leaning utility pole,,14 Elm St,42.35,-71.05
A-79,2019-03-05T11:00:00,,Open,Floating debris,,The river,,
"""
MAPPING = """source = "old"
zone = "America/New_York"
[columns]
id = "id"
opened_at = "opened"
closed_at = "closed"
status = "status"
title = "title"
closing = "closing"
address = "address"
lat = "lat"
lon = "lon"
[status]
open = ["Open"]
closed = ["Closed"]
[[agency]]
key = "works"
name = "Works"
from = ["Works"]
"""


def entries(app):
    with app.sessions.reading() as db:
        return db.execute(select(*Entry.__table__.columns).order_by(Entry.id)).all()


def brought(app, tmp_path):
    (tmp_path / "past.csv").write_text(FILE)
    (tmp_path / "past.toml").write_text(MAPPING)
    return import_requests(app, tmp_path / "past.csv", RequestOptions(tmp_path / "past.toml"), silent)


def test_imported_requests_are_found_with_their_numbers_and_closings(app, db, find, tmp_path):
    make.board(db)
    make.agency(db, "Works", fallback=True)
    assert brought(app, tmp_path).counts["new"] == 3
    assert titles(find("shopping cart")) == ["Abandoned shopping cart"]
    assert titles(find("A-78")) == ["Leaning utility pole"]
    assert titles(find("crew nine")) == ["Abandoned shopping cart"]
    assert titles(find("a 79")) == ["311 case A-79"], "without a board: the case alone, by its number"
    assert titles(find("floating debris")) == [], "its title is the city's own record"
    assert titles(find("elm", step="done")) == []
    assert titles(find("pole", time="year")) == []
    there = entries(app)
    assert {row.at.year for row in there} == {2019}
    reindex(app, silent)
    assert entries(app) == there


def test_an_upgraded_database_is_indexed_by_the_worker(app, db, made, find, worker, look):
    """As the migration leaves it: posts, no entries, and a timer that is due."""
    assert entries(app) == []
    set_timer(db, TIMER, "0", clock.now())
    db.commit()
    worker()
    assert titles(find("tires steps")) == ["Tires by the steps"]
    assert look(select(Timer).where(Timer.kind == TIMER)) == []
    there = entries(app)
    reindex(app, silent)
    assert entries(app) == there


def test_reindexing_mends_what_is_missing_wrong_or_too_much(app, db, engines, indexed, find):
    there = entries(app)
    first = there[0]
    db.execute(delete(Entry).where(Entry.id == there[1].id))
    db.execute(text("UPDATE search_entry SET words = 'zebra' WHERE id = :id"), {"id": first.id})
    db.commit()
    assert reindex(app, silent) == len(indexed.posts)
    assert entries(app) == there
    assert titles(find("zebra")) == []
    if engines.is_sqlite:
        db.execute(text("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)"))


def test_the_command_says_what_it_did(tmp_path):
    migrate(tmp_path)
    code, said, complained = say(tmp_path, "reindex")
    assert (code, said.strip()) == (0, "Indexed 0 posts and cases.")
    assert "reindex" in complained


def test_the_program_refuses_without_a_database(tmp_path):
    code, _said, complained = say(tmp_path, "reindex")
    assert code == 1
    assert "community migrate" in complained
    assert "Traceback" not in complained


def test_years_before_the_index_counts_days_are_no_trouble(app, db, made, find):
    make.observation(db, made.juniper, None, "Horse on the tracks", created_at=datetime(1931, 5, 1, tzinfo=UTC))
    reindex(app, silent)
    assert titles(find("horse tracks")) == ["Horse on the tracks"]
