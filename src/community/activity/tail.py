"""Reading the history as it grows: the newest id, the rows after one, and a signal that something new is there."""

import sqlite3
import time
from collections.abc import Sequence
from typing import Any

import psycopg
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.activity.record import CHANNEL
from community.db.engines import Engines

POLL_SECONDS = 0.01
"""How often SQLite is asked whether another connection committed. One question costs 10 µs: a thousandth of a core."""
SAFETY_SECONDS = 5.0
"""A signal is only a hint: readers look again after this long in any case."""

NEWEST = select(func.max(Activity.id))


def newest_id(db: Session) -> int:
    """Id of the newest activity, 0 when there is none. A page reads this *before* its data."""
    return db.connection().scalar(NEWEST) or 0


def rows_after(db: Session, last: int, limit: int = 500) -> Sequence[Activity]:
    """Up to ``limit`` activities after ``last``, in commit order."""
    return db.scalars(select(Activity).where(Activity.id > last).order_by(Activity.id).limit(limit)).all()


class Signal:
    """Wakes a reader when something was committed. One per reading thread; ``close()`` it at the end."""

    def __init__(self, engines: Engines) -> None:
        self._engine: Engine = engines.reading
        self._sqlite = engines.is_sqlite
        # sqlite3's connection or psycopg's: what they share is close() alone, so neither type fits both.
        self._connection: Any = None
        self._version: int | None = None

    def wait(self, seconds: float = SAFETY_SECONDS) -> None:
        """Return when something was committed, at the latest after ``seconds``. Raises ConnectionError, or what
        SQLAlchemy raises, when the database is away; the next call connects anew."""
        try:
            if self._sqlite:
                self._poll(seconds)
            else:
                self._listen(seconds)
        except (psycopg.Error, sqlite3.Error) as problem:
            self.close()
            raise ConnectionError(f"the signal is lost: {type(problem).__name__}") from problem

    def close(self) -> None:
        """Give the connection up; harmless when there is none."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _poll(self, seconds: float) -> None:
        if self._connection is None:
            self._connection = self._engine.raw_connection()
        cursor = self._connection.cursor()
        end = time.monotonic() + seconds
        while True:
            version = cursor.execute("PRAGMA data_version").fetchone()[0]
            if version != self._version:
                self._version = version
                return
            if time.monotonic() >= end:
                return
            time.sleep(POLL_SECONDS)  # SQLite tells nobody that another process wrote; asking is all there is

    def _listen(self, seconds: float) -> None:
        if self._connection is None:
            url = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
            self._connection = psycopg.connect(url, autocommit=True)
            self._connection.execute(f"LISTEN {CHANNEL}")
            return
        for _notice in self._connection.notifies(timeout=seconds, stop_after=1):
            return
