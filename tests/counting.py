"""Watching what is asked of the database: the statements of this thread, while a ``with`` block runs.

Others (a live server of another story, the worker) may ask at the same time; theirs do not count.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from community.db.engines import Engines

NOT_COUNTED = ("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE")


@contextmanager
def asked(engines: Engines) -> Iterator[list[tuple[str, Any]]]:
    """Statements with their parameters, in order."""
    mine, found = threading.get_ident(), []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *more: Any) -> None:
        if threading.get_ident() == mine and not statement.lstrip().startswith(NOT_COUNTED):
            found.append((statement, parameters))

    event.listen(engines.writing, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engines.writing, "before_cursor_execute", note)
