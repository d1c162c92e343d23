"""A PostgreSQL of our own for the tests: found on the machine, started in a temporary folder, stopped at the end.

``COMMUNITY_TEST_POSTGRES`` may name a running server instead (a URL without database name). As root the server runs
as the ``postgres`` user, because PostgreSQL refuses to run as root. It listens on a socket only.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests import machine

OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
    " -c jit=off"
    " -c autovacuum=off"  # what a story before this one left in the statistics must not change a plan
)


@contextmanager
def running() -> Iterator[str | None]:
    """The URL of a server without database name, or None where there is none to be had."""
    if given := os.environ.get("COMMUNITY_TEST_POSTGRES"):
        yield given
        return
    binaries = machine.find("postgres")
    if binaries is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="stoop-pg-", dir="/tmp"))
    user = _hand_over(folder)
    try:
        _run(user, binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "--locale=C.UTF-8")
        start = ("-D", folder / "data", "-o", f"{OPTIONS} -c unix_socket_directories={folder}", "-l", folder / "log")
        _run(user, binaries / "pg_ctl", *start, "-w", "start")
        yield f"postgresql+psycopg://postgres@/?host={folder}"
        _run(user, binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hand_over(folder: Path) -> str | None:
    """As root: give the folder to the user the server will run as."""
    if os.geteuid() != 0:
        return None
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return "postgres"


def _run(user: str | None, *command: object) -> None:
    words = [str(word) for word in command]
    subprocess.run(words, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def create_database(server: str, name: str) -> str:
    """A new, empty database on ``server``; its URL."""
    base, mark, query = server.partition("?")
    base = base.rstrip("/")
    admin = f"{base}/postgres{mark}{query}".replace("+psycopg", "")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{base}/{name}{mark}{query}"
