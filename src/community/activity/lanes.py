"""Lanes: a thread for each kind of slow outside work, so that a city or a picture server that takes long holds up no
mail. The worker sees what is due, and wakes them."""

import logging
import threading
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from community.activity.deliveries import run_deliveries

log = logging.getLogger(__name__)

AWAY = 2.0
"""Seconds a database that is away is left alone."""
GRACE = 1.0
"""Seconds the lanes together get to finish. What they were sending is still owed, and another worker sends it."""


class Lane:
    """Sends what is owed in one lane, in a thread of its own."""

    def __init__(self, app: Any, name: str, stop: threading.Event) -> None:
        self._app, self._name, self._stop = app, name, stop
        self._due = threading.Event()
        self.busy = False
        self._thread = threading.Thread(target=self._run, name=f"lane {name}", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Something is due. Raises RuntimeError where the lane has failed: half a worker only looks healthy."""
        if not self._thread.is_alive():
            raise RuntimeError(f"the lane {self._name} has ended")
        self._due.set()

    def end(self, seconds: float) -> None:
        """Let it see that ``stop`` is set, and wait so long for it to end."""
        self._due.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._due.wait()
            self._due.clear()
            self.busy = True
            self._send()
            self.busy = False

    def _send(self) -> None:
        try:
            while not self._stop.is_set() and run_deliveries(self._app, self._name):
                pass
        except (SQLAlchemyError, OSError) as problem:
            log.error("the lane %s cannot reach the database: %s", self._name, type(problem).__name__)
            self._stop.wait(AWAY)


class Lanes(AbstractContextManager["Lanes"]):
    """The lanes of a running worker, by name; they end with the block, within the grace."""

    def __init__(self, app: Any, names: Iterable[str]) -> None:
        self._stop = threading.Event()
        self._lanes = {name: Lane(app, name, self._stop) for name in names}

    @property
    def busy(self) -> bool:
        """Whether something is being sent."""
        return any(lane.busy for lane in self._lanes.values())

    def wake(self, name: str) -> bool:
        """Whether there is such a lane; if so, it is awake. Raises RuntimeError where it has failed."""
        if name in self._lanes:
            self._lanes[name].wake()
        return name in self._lanes

    def __exit__(self, *_why: object) -> None:
        self._stop.set()
        end = time.monotonic() + GRACE
        for lane in self._lanes.values():
            lane.end(0)
        for lane in self._lanes.values():
            lane.end(max(0.0, end - time.monotonic()))
