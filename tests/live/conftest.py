"""A live server in a thread, on a free port, over real commits; and open pages that listen to it."""

import json
import logging
import secrets
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from community import clock
from community.activity.models import Activity
from community.activity.tail import newest_id
from community.live import server
from community.people.identity import Identity, identity_of, token_hash
from community.people.models import Login

log = logging.getLogger(__name__)

PATIENCE = 5.0
QUIET = 0.4
"""How long a page is listened to before it counts as told nothing."""


def all_quiet(pages: Iterable["OpenPage"]) -> bool:
    """Whether the same while passes in silence for all of them."""
    end = time.monotonic() + QUIET
    return all(page.hears_nothing(max(0.0, end - time.monotonic())) for page in pages)


class OpenPage:
    """A page that is open in somebody's browser: what it hears, and how it ends."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def hear(self, patience: float = PATIENCE) -> list[dict[str, Any]]:
        """The lines of the next message."""
        return json.loads(self.connection.recv(timeout=patience))

    def hear_until(self, last: int) -> list[dict[str, Any]]:
        """All lines up to activity ``last``."""
        lines: list[dict[str, Any]] = []
        while not lines or lines[-1]["id"] < last:
            lines += self.hear()
        return lines

    def hears_nothing(self, seconds: float = QUIET) -> bool:
        """Whether a while passes in silence."""
        try:
            self.connection.recv(timeout=seconds)
        except TimeoutError:
            return True
        return False

    def ends_with(self) -> int:
        """The code with which the server closes the socket."""
        try:
            while True:
                self.connection.recv(timeout=PATIENCE)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 0


class LiveServer:
    """The server under test: ``open`` a page, ``stop`` and ``start`` it again on the same port."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.port = free_port()
        self.ended_well = False
        self.problem: BaseException | None = None
        self._pages = ExitStack()
        self.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve, and return once the door is open."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live server")
        self._thread.start()
        self.wait_until_read()

    def _run(self) -> None:
        try:
            server.run(self.app, self._stop, "127.0.0.1", self.port)
            self.ended_well = True
        except BaseExceptionGroup as problem:
            log.exception("the live server died")
            self.problem = problem

    def join(self) -> None:
        """Wait until the server has ended by itself."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def health(self) -> tuple[int, dict[str, Any]]:
        """Status and figures of /healthz; status 0 while nobody listens."""
        try:
            with urllib.request.urlopen(f"http://{self.address}/healthz", timeout=PATIENCE) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)
        except OSError:
            return 0, {}

    def wait_until_read(self) -> None:
        """Return when the server has read everything there is."""
        deadline = time.monotonic() + PATIENCE
        while (health := self.health())[0] != 200 or health[1]["lag"]:
            assert time.monotonic() < deadline, health
            threading.Event().wait(0.02)

    def stop(self) -> None:
        """Stop as SIGTERM does, and wait for the end."""
        self._stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def open(
        self,
        *topics: str,
        person: Any = None,
        token: str | None = None,
        after: int | None = None,
        origin: str | None = "http://127.0.0.1:6543",
        patience: float = PATIENCE,
        headers: dict[str, str] | None = None,
        lang: str | None = None,
    ) -> OpenPage:
        """Open a page in ``lang`` watching ``topics``, signed in as ``person`` or with a login token."""
        token = token or (self.sign_in(person) if person else None)
        fields = [("topic", topic) for topic in topics] + ([] if after is None else [("after", str(after))])
        fields += [] if lang is None else [("lang", lang)]
        made = self._pages.enter_context(
            connect(
                f"ws://{self.address}/live?{urlencode(fields)}",
                origin=Origin(origin) if origin else None,
                additional_headers=({"Cookie": f"login={token}"} if token else {}) | (headers or {}),
                open_timeout=patience,
                proxy=None,
                compression=None,
            )
        )
        return OpenPage(made)

    def sign_in(self, person: Any) -> str:
        """A login token of ``person``."""
        token, now = secrets.token_urlsafe(32), clock.now()
        with self.app.sessions.writing() as db, db.begin():
            values = {"person_id": person.id, "token_hash": token_hash(token), "device": "Test"}
            db.add(Login(created_at=now, seen_at=now, **values))
        return token

    def newest(self) -> int:
        """Id of the newest activity, or of the last one of an earlier story where nothing has happened yet."""
        with self.app.sessions.reading() as db:
            return newest_id(db) or self.health()[1]["last"]

    def kinds_after(self, last: int) -> list[tuple[int, str]]:
        """What happened after ``last``, straight from the history."""
        with self.app.sessions.reading() as db:
            query = select(Activity.id, Activity.kind).where(Activity.id > last).order_by(Activity.id)
            return [(row.id, row.kind) for row in db.execute(query)]

    @property
    def is_alive(self) -> bool:
        """Whether it serves, or is about to."""
        return self._thread.is_alive()

    def close_pages(self) -> None:
        """Everybody goes home."""
        self._pages.close()
        self._pages = ExitStack()

    def close(self) -> None:
        """The end of the story."""
        self.close_pages()
        if self.is_alive:
            self.stop()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def running(wsgi: Any) -> Iterator[LiveServer]:
    """One live server for all stories on an engine that do not stop it."""
    server_ = LiveServer(wsgi.registry)
    yield server_
    server_.close()


@pytest.fixture
def live(app: Any, running: LiveServer) -> Iterator[LiveServer]:
    """The running live server, with no page open yet; a new one where an earlier story broke them all."""
    if not running.is_alive:
        running.start()
    yield running
    running.close_pages()


@pytest.fixture
def own_live(app: Any, running: LiveServer) -> Iterator[LiveServer]:
    """A live server of this story alone, to be stopped and broken. The common one rests: it would read what breaks."""
    if running.is_alive:
        running.stop()
    mine = LiveServer(app)
    yield mine
    mine.close()


@pytest.fixture
def act(app: Any) -> Callable[..., Any]:
    """``act(cast_vote, person, …)``: one action in a transaction of its own, committed, done by ``person``."""

    def do(action: Callable[..., Any], person: Any, *values: Any, **named: Any) -> Any:
        with app.sessions.writing() as db, db.begin():
            return action(db, identity(app, person), *values, **named)

    return do


def identity(app: Any, person: Any) -> Identity:
    """``person`` as actions know people."""
    token, now = secrets.token_urlsafe(32), clock.now()
    with app.sessions.writing() as db, db.begin():
        db.add(Login(person_id=person.id, token_hash=token_hash(token), device="Test", created_at=now, seen_at=now))
    with app.sessions.reading() as db:
        found = identity_of(db, token, oldest=now.replace(year=now.year - 1), demo_mode=True)
        assert found
        return found
