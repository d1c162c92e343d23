"""The whole of Stoop in a process of its own, and Chromium to look at it as somebody who is signed in."""

import secrets
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import insert
from tests import machine

from bench.servers import free_port, running
from community import clock
from community.db.engines import create_engines
from community.people.identity import token_hash
from community.people.models import Login
from community.people.security import cookie_name

HOME = "stoop"
"""What the database in a home folder is called."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
Cookie = Any
"""As Playwright wants it."""


@contextmanager
def served(folder: Path, person_id: int) -> Iterator[tuple[str, Cookie]]:
    """Web, live and worker on the database ``HOME`` in this folder; the address, and the cookie of this person."""
    token, now = secrets.token_urlsafe(32), clock.now()
    login = {"person_id": person_id, "token_hash": token_hash(token), "device": "bench"}
    engines = create_engines(f"sqlite:///{folder / HOME}.sqlite", pool_size=1)
    with engines.writing.begin() as connection:
        connection.execute(insert(Login), [{**login, "created_at": now, "seen_at": now}])
    web, live = str(free_port()), str(free_port())
    environ = {"COMMUNITY_HOME": str(folder), "COMMUNITY_DEMO": "false", "COMMUNITY_PORT": web}
    address = f"http://127.0.0.1:{web}"
    with running(["community", "serve"], f"{address}/healthz", COMMUNITY_LIVE_PORT=live, **environ):
        yield address, {"name": cookie_name(secure=False), "value": token, "url": address, "httpOnly": True}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium. Raises RuntimeError without one."""
    path = machine.find("chromium")
    if path is None:
        raise RuntimeError("no Chromium found: install it (Debian: chromium), or set COMMUNITY_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def middle(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def spread(values: Sequence[float]) -> str:
    """From the least to the most."""
    return f"{min(values):.3g} to {max(values):.3g}"
