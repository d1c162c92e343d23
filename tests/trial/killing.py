"""Processes of a trial: started, killed without a word, and started again."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

LOOK_EVERY = 1.0
"""Seconds between two looks at how far it is. Other processes commit hundreds of times meanwhile, and to count at each
of their commits would be most of the work there is."""


class Processes:
    """Each ``python -m`` with its own words and settings, and a file for what it says."""

    def __init__(self, home: Path) -> None:
        self.home, self.starts = home, 0
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._ways: dict[str, tuple[Callable[[int], list[str]], Mapping[str, str]]] = {}

    def start(self, name: str, words: Callable[[int], list[str]], **settings: str) -> None:
        """``words(number)`` are those of the command, at the so many-th start of anything."""
        self._ways[name] = words, settings
        self._start(name)

    def _start(self, name: str) -> None:
        self.starts += 1
        words, settings = self._ways[name]
        with (self.home / f"{name}.log").open("ab") as log:
            command = [sys.executable, "-m", *words(self.starts)]
            environ = {**os.environ, **settings}
            self.running[name] = subprocess.Popen(command, env=environ, stdout=log, stderr=log)

    def kill(self, name: str) -> None:
        """``kill -9``, and start it anew."""
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait()
        self._start(name)

    def end(self) -> None:
        """Kill them all."""
        for process in self.running.values():
            process.kill()
            process.wait()


def kill_until(
    done: Callable[[], int], processes: Processes, victims: list[str], chance: random.Random, *, after: int, end: float
) -> int:
    """Until nothing is open (``done()`` says how much is) or the time is over: whenever about ``after`` more have got
    through, however fast the machine is, kill one of the ``victims``. Returns how many were killed."""
    kills, begun = 0, done()
    next_kill = float(begun)
    while (waiting := done()) and time.monotonic() < end:
        if waiting < next_kill and waiting > begun // 20:
            next_kill = waiting - after * (0.5 + chance.random())
            processes.kill(chance.choice(victims))
            kills += 1
        time.sleep(LOOK_EVERY)  # nothing tells that a thousand are through: ask again
    return kills


def settings_of(app: Any, home: Path, **more: str) -> dict[str, str]:
    """What a process needs to work on the database of ``app``."""
    url = app.sessions.engines.writing.url.render_as_string(hide_password=False)
    return {
        "COMMUNITY_DATABASE_URL": url,
        "COMMUNITY_HOME": str(home),
        "COMMUNITY_OUTBOUND_OPEN": "127.0.0.1/32",
        "COMMUNITY_CIRCUIT_REST": "1",
        **more,
    }
