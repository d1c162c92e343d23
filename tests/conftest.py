"""Two real databases, one application on each, real commits; whatever a test wrote is deleted after it.

A test that takes ``app``, ``db`` or ``visitor`` runs twice: on SQLite and on PostgreSQL.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import CompoundSelect, literal, select, union_all
from sqlalchemy.orm import Session
from webtest import TestApp

from community import main
from community.activity.worker import run_until_idle
from community.commands.migrating import migrate
from community.db.base import Base
from community.db.engines import Engines, create_engines
from community.db.sessions import KNOBS
from tests import once, postgres
from tests.browser import Browser
from tests.cast import City, city
from tests.when import waits

ENGINES = ("sqlite", "postgresql")
OURS = ("COMMUNITY_TEST_POSTGRES", "COMMUNITY_TEST_CHROMIUM", "COMMUNITY_SHARED_DATA")
for _name in [name for name in os.environ if name.startswith("COMMUNITY_") or name in ("PORT", "LIVE_PORT")]:
    if _name not in OURS:  # the settings of whoever runs the tests are not those of the stories
        del os.environ[_name]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what waits for the trial on PostgreSQL."""
    for item in items:
        case = getattr(item, "callspec", None)
        if case and waits(item.nodeid, case.params.get("engines")):
            item.add_marker(pytest.mark.trial)


settings.register_profile("stories", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("stories")
"""No story fails because the machine has much to do."""

gc.set_threshold(100_000, 50, 100)
"""Looking for garbage after each 700 new things was an eighth of the time. A story leaves few circles behind."""


def pytest_collection_finish() -> None:
    """What was loaded stays: looking through it for garbage, again and again, is a tenth of the time."""
    gc.collect()
    gc.freeze()


def pytest_configure() -> None:
    """What is made once for all processes gets its folder before others are started."""
    once.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    """At the end nothing is looked through once more either: each process took seconds to leave."""
    if not hasattr(config, "workerinput"):
        postgres.stop()
        once.end()
    gc.disable()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """URL of a PostgreSQL server; without one the tests on it fail in CI and are skipped, loudly, elsewhere."""
    url = postgres.running()
    if url is None:
        words = "no PostgreSQL 15 found: install it (Debian: postgresql), or set COMMUNITY_TEST_POSTGRES"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return url


@pytest.fixture(scope="session", params=ENGINES)
def engines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """Migrated engines of one kind."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("db") / "stoop.sqlite"
        shutil.copy(once.made("migrated.sqlite", migrated_file), path)
        url = f"sqlite:///{path}"
    else:
        url = postgres.create_database(request.getfixturevalue("postgres_server"), f"stoop_{os.getpid()}")
    made = create_engines(url, pool_size=8)
    migrate(made)
    yield made
    made.dispose()


def migrated_file(path: Path) -> None:
    """A migrated database, without a row."""
    made = create_engines(f"sqlite:///{path}")
    migrate(made)
    made.dispose()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """COMMUNITY_HOME of the tests: written mail lands in its ``mail`` folder."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def wsgi(engines: Engines, home: Path) -> Any:
    """The application, once per engine."""
    return main(
        **{
            "community.engines": engines,
            "community.database_url": engines.writing.url.render_as_string(hide_password=False),
            "community.home": str(home),
            "community.bcrypt_cost": "4",
            "community.city_name": "Larkport",
            # Nothing waits for an undo, so that what a story does is told when its worker runs. Stories of undoing
            # have their two minutes back: the fixture ``two_minutes``.
            "community.undo_seconds": "0",
        }
    )


@pytest.fixture
def app(wsgi: Any, engines: Engines, home: Path) -> Iterator[Any]:
    """The application's registry (``sessions``, ``activity``, ``knobs``) on an empty database."""
    yield wsgi.registry
    empty(engines)
    for mail in (home / "mail").glob("*.eml"):
        mail.unlink()


@cache
def _written() -> CompoundSelect[tuple[str]]:
    """The names of the tables in which there are rows."""
    return union_all(*(select(literal(name)).where(select(t).exists()) for name, t in Base.metadata.tables.items()))


def empty(engines: Engines) -> None:
    """Delete every row of the tables that hold some. The keys between them are unminded meanwhile: everything goes, and
    SQLite would look for the rows that refer to each one it deletes, among 122,840 of them too."""
    with engines.writing.connect() as connection:
        written = set(connection.scalars(_written()))
        connection.rollback()
        deletes = [f'DELETE FROM "{name}"' for name in Base.metadata.tables if name in written]
        if engines.is_sqlite:  # a script begins no transaction by itself, and within one the PRAGMA would not be heard
            words = ["PRAGMA foreign_keys = off", "BEGIN IMMEDIATE", *deletes, "COMMIT", "PRAGMA foreign_keys = on"]
            connection.connection.driver_connection.executescript("; ".join(words))
        else:
            unminding = ["SET session_replication_role = replica", *deletes, "SET session_replication_role = origin"]
            connection.exec_driver_sql("; ".join(unminding))
            connection.commit()


@pytest.fixture
def db(app: Any) -> Iterator[Session]:
    """A writing session to set the stage: the ``make`` functions commit, and so must you, also after reading with it,
    before somebody else writes (SQLite has one writer). To look at what came of it take ``look``."""
    with app.sessions.writing() as session:
        yield session


@pytest.fixture
def made(db: Session) -> City:
    """One small city with everybody in it, committed."""
    return city(db)


@pytest.fixture
def look(app: Any) -> Callable[[Any], list[Any]]:
    """``look(select(...))``: what is committed right now, in a short reading session of its own; first columns."""

    def read(statement: Any) -> list[Any]:
        with app.sessions.reading() as session:
            return list(session.scalars(statement).all())

    return read


@pytest.fixture
def visitor(app: Any, wsgi: Any) -> Browser:
    """Somebody without an account, with a browser of their own."""
    return Browser(TestApp(wsgi))


@pytest.fixture
def browser(app: Any, wsgi: Any) -> Callable[[Any], Browser]:
    """``browser(person)``: a browser signed in as this person."""

    def open_one(person: Any) -> Browser:
        signed_in = Browser(TestApp(wsgi))
        signed_in.sign_in_as(person, app)
        return signed_in

    return open_one


@pytest.fixture
def two_minutes(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers, closings and sendings can be undone for two minutes, as in every city that has set nothing else."""
    undoable_for(120, app, monkeypatch)


@pytest.fixture
def an_hour(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """They can be undone for an hour, for stories that take long."""
    undoable_for(3600, app, monkeypatch)


def undoable_for(seconds: int, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set how long something can be undone, for pages and for actions."""
    knobs = replace(app.knobs, undo_seconds=seconds)
    monkeypatch.setattr(app, "knobs", knobs)
    monkeypatch.setitem(app.sessions.made_with, KNOBS, knobs)


@pytest.fixture
def worker(app: Any) -> Callable[[], None]:
    """``worker()``: do all background work there is, now."""
    return lambda: run_until_idle(app)
