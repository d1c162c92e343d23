"""A PostgreSQL of our own for the tests, one for all processes of a run: found on the machine, started in a temporary
folder by the first who needs it, stopped at the end.

``COMMUNITY_TEST_POSTGRES`` may name a running server instead (a URL without database name). As root the server runs
as the ``postgres`` user, because PostgreSQL refuses to run as root. It listens on a socket only.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg

from tests import machine, once

OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300"
    " -c jit=off"
    " -c autovacuum=off"  # what a story before this one left in the statistics must not change a plan
)


WHERE = "postgres"
"""What tells the other processes the folder of the server."""


def running() -> str | None:
    """The URL of a server without database name, or None where there is none to be had."""
    if given := os.environ.get("COMMUNITY_TEST_POSTGRES"):
        return given
    binaries = machine.find("postgres")
    if binaries is None:
        return None
    folder = once.made(WHERE, lambda path: _start(binaries, path)).read_text("utf-8")
    return f"postgresql+psycopg://postgres@/?host={folder}"


def _start(binaries: Path, told: Path) -> None:
    """Start it, and write down where."""
    with ExitStack() as if_it_fails:
        folder = Path(tempfile.mkdtemp(prefix="stoop-pg-", dir="/tmp"))
        if_it_fails.callback(shutil.rmtree, folder, ignore_errors=True)
        user = _hand_over(folder)
        initdb = ("-N", "-D", folder / "data", "-U", "postgres", "-A", "trust", "--locale=C.UTF-8")
        _run(user, binaries / "initdb", *initdb)
        start = ("-D", folder / "data", "-o", f"{OPTIONS} -c unix_socket_directories={folder}", "-l", folder / "log")
        _run(user, binaries / "pg_ctl", *start, "-w", "start")
        told.write_text(str(folder), "utf-8")
        if_it_fails.pop_all()


def stop() -> None:
    """Stop the server that was started, if one was."""
    told, binaries = once.folder() / WHERE, machine.find("postgres")
    if binaries is None or not told.exists():
        return
    folder = Path(told.read_text("utf-8"))
    _run(_user(), binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    """Whom the server runs as: as root not as ourselves."""
    return "postgres" if os.geteuid() == 0 else None


def _hand_over(folder: Path) -> str | None:
    """Give the folder to the user the server will run as."""
    user = _user()
    if user is not None:
        owner = pwd.getpwnam(user)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    return user


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
