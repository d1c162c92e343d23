"""The two sessions of a request: ``request.reading`` (read-only) and ``request.db`` (the write transaction).

Open ``request.db`` last: on SQLite its first statement takes the only write lock there is. Errors inside it are
raised, never returned. Slow work (hashing, any network call) happens before it opens.
"""

from typing import Any, cast

import pyramid_retry
import zope.sqlalchemy
from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from community.db.engines import Engines, create_engines
from community.settings import Settings

TRANSACTION_MANAGER = "transaction_manager"
"""Key in ``session.info`` under which a request's session names its transaction manager."""

KNOBS = "knobs"
EXPIRES = False
"""Objects stay readable after the commit: a view may still name what it changed."""


class Sessions:
    """Makes sessions on both faces of the engines; ``WriteSession`` is where activity hooks itself in. Each knows the
    settings it works under (see ``knobs_of``)."""

    def __init__(self, engines: Engines, knobs: Settings | None = None) -> None:
        self.engines = engines
        self.write_class = type("WriteSession", (Session,), {})
        info = self.made_with = {KNOBS: knobs or Settings()}
        self._writing: sessionmaker[Session] = sessionmaker(
            engines.writing, class_=self.write_class, expire_on_commit=EXPIRES, info=info
        )
        self._reading = sessionmaker(engines.reading, expire_on_commit=EXPIRES, info=info)

    def writing(self) -> Session:
        """A session whose ``begin()`` block is one write transaction. For workers and commands; use ``with``."""
        return self._writing()

    def reading(self) -> Session:
        """A read-only session. Use ``with``: an open read transaction hides new rows on SQLite."""
        return self._reading()


def knobs_of(db: Session) -> Settings:
    """The settings a session works under: what an action must know of its city (time zone, set times) without a
    request."""
    return cast(Settings, db.info[KNOBS])


def _request_db(request: Request) -> Session:
    session = request.registry.sessions.writing()
    session.info[TRANSACTION_MANAGER] = request.tm
    zope.sqlalchemy.register(session, transaction_manager=request.tm)
    return session


def _request_reading(request: Request) -> Session:
    session = request.registry.sessions.reading()
    request.add_finished_callback(lambda _request: session.close())
    return session


def includeme(config: Configurator) -> None:
    """Engines, transaction manager with retry, and the two sessions on the request."""
    settings = config.registry.knobs
    engines: Any = config.registry.settings.get("community.engines") or create_engines(
        settings.url, pool_size=settings.threads, sqlite_synchronous=settings.sqlite_synchronous
    )
    config.registry.sessions = Sessions(engines, settings)
    config.add_settings(
        {
            "tm.manager_hook": "pyramid_tm.explicit_manager",
            "tm.commit_veto": "pyramid_tm.default_commit_veto",
            "tm.annotate_user": "no",
            "retry.attempts": 3,
        }
    )
    config.include("pyramid_retry")
    # A row that another transaction deleted between our reading and our writing of it: what is there now decides.
    pyramid_retry.mark_error_retryable(StaleDataError)
    config.include("pyramid_tm")
    config.add_request_method(_request_db, "db", reify=True)
    config.add_request_method(_request_reading, "reading", reify=True)
