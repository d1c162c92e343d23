"""Processes to measure: started on free loopback ports, watched through /proc, ended with SIGTERM."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 90
LAST_WORDS = 2000
"""Bytes of what a process said, told when it fails."""


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: list[str], health: str, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """``python -m …`` as a process of its own, once ``health`` answers. What it says is kept back: it would stand among
    the figures. Raises RuntimeError when it never answers, with the end of what it said."""
    with tempfile.TemporaryFile() as said:
        words = [sys.executable, "-m", *command]
        process = subprocess.Popen(words, env={**os.environ, **environ}, stdout=said, stderr=said)
        try:
            if problem := _wait(process, health):
                said.seek(max(0, said.seek(0, os.SEEK_END) - LAST_WORDS))
                raise RuntimeError(f"{problem}: {said.read().decode(errors='replace')}")
            yield process
        finally:
            process.terminate()
            process.wait(20)


def _wait(process: subprocess.Popen[bytes], health: str) -> str:
    """What went wrong; nothing once it answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            return f"the server ended with {process.returncode}"
        try:
            with urllib.request.urlopen(health, timeout=2) as answer:
                if answer.status == 200:
                    return ""
        except OSError:
            time.sleep(0.2)
    return "the server did not start in time"


def resident(process: subprocess.Popen[bytes]) -> int:
    """Resident memory in bytes."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no VmRSS: this figure needs Linux")
