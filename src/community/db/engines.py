"""Engines: one pool, and two faces of it (writing and read-only), on SQLite and on PostgreSQL.

SQLite: the driver's own transaction handling is off; ``BEGIN IMMEDIATE`` opens a write transaction and
``BEGIN`` a read one, and ``PRAGMA query_only`` enforces the difference. Writers of one process queue at a lock of
our own, because SQLite's busy handler is unfair (worst wait 2.3 s against 0.4 s, measured).
"""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyramid_retry
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, ExceptionContext, make_url
from sqlalchemy.exc import OperationalError

SQLITE_BUSY, SQLITE_LOCKED = 5, 6
WRITE_LOCK_SECONDS = 10
"""How long a writer waits for its turn inside this process before it gives up."""
BUSY = "another write session of this process has been open for too long"


@dataclass(frozen=True)
class Engines:
    """``writing`` and ``reading`` share one pool; the second refuses to write."""

    writing: Engine
    reading: Engine

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded engine is in use."""
        return self.writing.dialect.name == "sqlite"

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.writing.dispose()


def create_engines(url: str, *, pool_size: int = 8, sqlite_synchronous: str = "normal") -> Engines:
    """Engines for ``url``; creates the folder of a SQLite file. ``pool_size`` is the number of serving threads."""
    parsed = make_url(url)
    options: dict[str, Any] = {
        # Every request may hold two connections: one that reads and, for a POST, one that writes.
        "pool_size": 2 * pool_size,
        "max_overflow": pool_size,
        # The one used last is taken first: each keeps the statements it has prepared, an import's of megabytes too, and
        # taken by turns sixteen of them would hold the same ones.
        "pool_use_lifo": True,
        # A failed statement is logged without what was in it: words, addresses, hashes are no business of a log.
        "hide_parameters": True,
    }
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"check_same_thread": False}, **options)
        _prepare_sqlite(engine, sqlite_synchronous)
    else:
        engine = create_engine(parsed, pool_pre_ping=True, **options)
    event.listen(engine, "handle_error", _mark_retryable)
    reading: dict[str, Any] = {"reading": True}
    if engine.dialect.name == "postgresql":  # one moment for all that a request reads, as SQLite has it by itself
        reading |= {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
    return Engines(engine, engine.execution_options(**reading))


def _prepare_sqlite(engine: Engine, synchronous: str) -> None:
    """Pragmas per connection, explicit BEGIN, and the process-wide queue of writers."""
    turn = threading.Lock()

    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=wal", f"synchronous={synchronous}", "busy_timeout=5000", "foreign_keys=on"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        if not reading and not connection.info.get("turn"):
            if not turn.acquire(timeout=WRITE_LOCK_SECONDS):
                raise OperationalError("BEGIN IMMEDIATE", None, TimeoutError(BUSY))
            connection.info["turn"] = True
        if connection.info.get("reading") is not reading:
            connection.exec_driver_sql(f"PRAGMA query_only={int(reading)}")
            connection.info["reading"] = reading
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    def hand_on(_connection: Any, record: Any, *_more: Any) -> None:
        if record is not None and record.info.pop("turn", None):
            turn.release()

    # A failed BEGIN, a rollback and a commit all end with the connection back in the pool, or thrown away.
    event.listen(engine, "checkin", hand_on)
    event.listen(engine, "invalidate", hand_on)


def _mark_retryable(context: ExceptionContext) -> None:
    """Let pyramid_retry repeat what lost a race: SQLite busy or locked, PostgreSQL class 40, a lost connection.

    zope.sqlalchemy knows no SQLite error, and pyramid_tm cannot mark errors raised by the commit itself.
    """
    error: Any = context.original_exception
    sqlite_code = getattr(error, "sqlite_errorcode", None)
    sqlstate = getattr(error, "sqlstate", None) or ""
    busy = sqlite_code is not None and sqlite_code & 0xFF in (SQLITE_BUSY, SQLITE_LOCKED)
    if (busy or sqlstate.startswith("40") or context.is_disconnect) and context.sqlalchemy_exception is not None:
        pyramid_retry.mark_error_retryable(context.sqlalchemy_exception)
