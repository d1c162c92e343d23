"""The ``community`` program as an operator runs it: started whole, or, for one command after the other, in processes
that are forked from one that has loaded everything already."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import warnings
from contextlib import ExitStack, closing
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from community.commands import main
from community.commands.parsing import parser

parser()  # loads what the commands load

PATIENCE = 90
CLEAN_END_SECONDS = 30
"""What ends takes a moment; what hangs takes for ever. A machine that has much to do is no failure."""
NAME = "stoop.sqlite"


def free_ports(count: int = 2) -> list[str]:
    """Ports nobody listens on right now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _one in range(count)]
    ports = [str(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Program:
    """A running ``community`` command in an empty folder, with its own home and ports."""

    def __init__(self, folder: Path, *words: str, **environ: str) -> None:
        self.port, self.live_port = free_ports()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNITY_")}
        places = {"COMMUNITY_HOME": str(folder / "var"), "PORT": self.port, "LIVE_PORT": self.live_port}
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", *words],
            cwd=folder,
            env=kept | places | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def health(self, port: str | None = None) -> dict[str, Any]:
        """Wait until it answers; its report."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port or self.port}/healthz", timeout=5) as answer:
                    report: dict[str, Any] = json.load(answer)
                    return report
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                wait_a_little()
        raise AssertionError(f"it does not answer: {self.end()}")

    def end(self, number: int = signal.SIGTERM) -> tuple[int, float, str]:
        """Signal it; exit code, seconds it took, and everything it said."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(number)
        said, _nothing = self.process.communicate(timeout=30)
        return self.process.returncode, time.monotonic() - began, said


def wait_a_little() -> None:
    """Before asking again."""
    threading.Event().wait(0.05)


FORKS: Any = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.loaded"])


def say(folder: Path, *words: str, typed: str = "", **environ: str) -> tuple[int, str, str]:
    """Run a command to its end in this folder: exit code, what it said, what it complained of."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNITY_")}
    places = {"COMMUNITY_HOME": str(folder / "var"), "COMMUNITY_BCRYPT_COST": "4"}
    files = [Path(mkdtemp()) / name for name in ("typed", "said", "complained")]
    files[0].write_text(typed, "utf-8")
    process = FORKS.Process(target=_run, args=(folder, words, kept | places | environ, files))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode is not None, "it does not end"
    said, complained = (file.read_text("utf-8") for file in files[1:])
    for file in files:
        shutil.rmtree(file.parent)
    return process.exitcode, said, complained


def _run(folder: Path, words: tuple[str, ...], environ: dict[str, str], files: list[Path]) -> None:
    """In the new process: become the program, with its own place, settings, input and outputs."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    warnings.simplefilter("ignore")
    with ExitStack() as opened:
        for number, (file, mode) in enumerate(zip(files, ("rb", "wb", "wb"), strict=True)):
            os.dup2(opened.enter_context(file.open(mode)).fileno(), number)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, "r" if number == 0 else "w") for number in range(3))
    sys.exit(main(words))


@cache
def _migrated_file() -> Path:
    place = Path(mkdtemp())
    assert say(place, "migrate")[0] == 0
    return place / "var" / NAME


def migrate(folder: Path) -> None:
    """An empty database, as ``community migrate`` leaves it, where the commands in this folder look for it."""
    (folder / "var").mkdir()
    with closing(sqlite3.connect(_migrated_file())) as made, closing(sqlite3.connect(folder / "var" / NAME)) as copy:
        made.backup(copy)


def make_city(folder: Path) -> None:
    """One board, straight into the migrated file, which then counts as a city already: nothing is seeded."""
    database = sqlite3.connect(folder / "var" / NAME)
    columns = "key, slug, name, name_key, welcome, escalation, area, created_at"
    values = "'a', 'a', 'A', 'a', '', 'both', 1, '2026-01-01 00:00:00'"
    database.execute(f"INSERT INTO board ({columns}) VALUES ({values})")
    database.commit()
    database.close()
