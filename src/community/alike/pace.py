"""How fast somebody may look for similar posts: a script asks again and again while they write. Kept in the memory of
this process: it guards the machine, and nothing is written down about who asked."""

import time
from collections import Counter
from collections.abc import Callable
from threading import Lock

from community.errors import TooMany
from community.i18n import _

MINUTE = 60


class Pace:
    """So many a minute from one place. Counts begin anew each minute, so at most two of them meet."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock, self._lock = most, clock, Lock()
        self._minute, self._counts = 0, Counter[str]()

    def step(self, key: str) -> None:
        """Count one look of ``key``. Raises TooMany above the limit; a limit of 0 is none."""
        with self._lock:
            minute = int(self._clock() // MINUTE)
            if minute != self._minute:
                self._minute = minute
                self._counts.clear()
            self._counts[key] += 1
            if 0 < self._most < self._counts[key]:
                raise TooMany(_("Too many looks for similar posts at once. You can go on in a minute."))
