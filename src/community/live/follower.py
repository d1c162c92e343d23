"""The tail of this process: reads the history in a thread of its own and hands every batch to the loop, once."""

import asyncio
import logging
import threading
from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from community.activity.models import Activity
from community.activity.tail import Signal, newest_id, rows_after
from community.live.hub import Hub
from community.live.line import Line
from community.live.rules import CHANGES_NAMES, PRELOADED, ends_sockets
from community.live.sockets import Ending, Sockets
from community.live.telling import lines_of

log = logging.getLogger(__name__)

WAIT_SECONDS = 0.5
"""Longest wait for a signal: how soon a stop is noticed."""
DATABASE_AWAY_SECONDS = 1.0
BATCH = 200


class Follower:
    """``run`` in a thread. What it reads goes to the hub and the sockets in the loop, batch after batch, in order."""

    def __init__(self, app: Any, stop: threading.Event, hub: Hub, sockets: Sockets) -> None:
        self._app = app
        self._stop = stop
        self._hub = hub
        self._sockets = sockets
        self._last: int | None = None

    def run(self, loop: asyncio.AbstractEventLoop) -> None:
        """Follow until ``stop`` is set. A database that is away is waited for; any other error ends the process,
        because a live server that hears nothing looks healthy and is not."""
        signal = Signal(self._app.sessions.engines)
        try:
            while not self._stop.is_set():
                try:
                    if not self._read(loop):
                        loop.call_soon_threadsafe(self._hub.open)
                        signal.wait(WAIT_SECONDS)
                except (SQLAlchemyError, OSError) as problem:
                    log.error("live cannot reach the database: %s", type(problem).__name__)
                    self._stop.wait(DATABASE_AWAY_SECONDS)
        finally:
            signal.close()

    def _read(self, loop: asyncio.AbstractEventLoop) -> int:
        """Read one batch and hand it to the loop; how many activities there were."""
        with self._app.sessions.reading() as db:
            if self._last is None:
                self._last = max(0, newest_id(db) - PRELOADED)
                loop.call_soon_threadsafe(self._hub.begin, self._last)
            activities = rows_after(db, self._last, BATCH)
            lines = lines_of(db, activities, self._app, self._hub.languages) if activities else []
        if activities:
            self._last = activities[-1].id
            renamed = any(row.kind in CHANGES_NAMES for row in activities)
            loop.call_soon_threadsafe(self._hear, self._last, lines, _endings(activities), renamed)
        return len(activities)

    def _hear(self, last: int, lines: list[Line], endings: list[Ending], renamed: bool) -> None:
        """In the loop: tell the pages, then close the sockets whose people may no longer be what they were. A name
        that has changed or gone goes from memory too; ``lines`` are rendered after that and hold it no more."""
        if renamed:
            self._hub.forget()
        self._sockets.tell(self._hub.publish(last, lines))
        self._sockets.end(endings)


def _endings(activities: Sequence[Activity]) -> list[Ending]:
    """The sockets to close after these activities. Where the data is not what it was, all sockets of the person."""
    found = []
    for row in activities:
        data = row.data if isinstance(row.data, dict) else {}
        if row.person_id is not None and ends_sockets(row.kind, data):
            found.append(Ending(row.id, row.person_id, data.get("login_id"), data.get("kept_login_id")))
    return found
