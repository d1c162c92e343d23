"""A whole house on free ports (web, live, worker) and Chromium windows of named people, on both engines."""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from webtest.http import StopableWSGIServer

from community import clock
from community.activity import worker
from community.live import server
from community.people.identity import token_hash
from community.people.models import Login
from tests import machine

OFF = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    "PreconnectToSearch",
)  # fmt: skip
"""Features of Chromium that are off: two pages behind its address bar, which nobody sees and which take two thirds of
the work of a new window; and those that Playwright turns off, because only the last list counts."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--disable-features={','.join(OFF)}"]
PATIENCE = 20_000
"""A machine that does four things at once takes its time; nobody waits so long where all is well."""
expect.set_options(timeout=PATIENCE)


class House:
    """The running product. ``live_stop``, ``web_stop`` and their starts are the bad days."""

    def __init__(self, wsgi: Any) -> None:
        self.app: Any = wsgi.registry
        self._knobs = self.app.knobs
        self.live_port = free_port()  # a browser knocks ever more slowly where nobody opened in the story before
        self.app.knobs = replace(self.app.knobs, live_port=self.live_port)
        self._stop = threading.Event()
        self._wsgi, self._port = wsgi, free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self.web_start()
        self._worker = self._run(worker.run, self.app, self._stop)
        self.live_start()

    def _run(self, work: Callable[..., None], *values: Any) -> threading.Thread:
        thread = threading.Thread(target=work, args=values)
        thread.start()
        return thread

    def web_start(self) -> None:
        """Start the web server, on the port it had."""
        self._web = StopableWSGIServer.create(
            self._wsgi, port=self._port, threads=6, clear_untrusted_proxy_headers=True
        )

    def web_stop(self) -> None:
        """Stop the web server, in the middle of whatever it does."""
        self._web.shutdown()

    def live_start(self) -> None:
        """Start the live server, on the port it had."""
        self._live_stop = threading.Event()
        self._live = self._run(server.run, self.app, self._live_stop, "127.0.0.1", self.live_port)

    def live_stop(self) -> None:
        """Stop the live server, as SIGTERM does."""
        self._live_stop.set()
        self._live.join(10)

    def close(self) -> None:
        """End all of it; what the story has set does not stay set."""
        self.app.knobs = self._knobs
        self._stop.set()
        self.live_stop()
        self.web_stop()
        self._worker.join(10)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all journeys: ``COMMUNITY_TEST_CHROMIUM``, or the one that is installed."""
    path = machine.find("chromium")
    if path is None:
        words = "no Chromium found: install it (Debian: chromium), or set COMMUNITY_TEST_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def house(app: Any, wsgi: Any) -> Iterator[House]:
    """The product, running, on an empty database."""
    built = House(wsgi)
    yield built
    built.close()


@pytest.fixture
def window(house: House, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """``window(person)``: a browser window of this person, or of a visitor. Whatever the console complains about, and
    whatever the content security policy refuses, fails the journey."""
    complaints: list[str] = []
    with ExitStack() as windows:

        def open_window(person: Any = None, *, scripts: bool = True, **options: Any) -> Page:
            usual = {"base_url": house.address, "java_script_enabled": scripts, "reduced_motion": "reduce"}
            chosen: dict[str, Any] = {**usual, **options}
            context = chromium.new_context(**chosen)
            windows.callback(context.close)
            if person is not None:
                sign_in(house, context, person)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.on("console", lambda message: listen(message, complaints))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            return page

        yield open_window
    assert not complaints, complaints


def listen(message: ConsoleMessage, complaints: list[str]) -> None:
    """Keep what the console complains about; a socket or a request that found nobody is the story of a bad day, and a
    test's window has no push service."""
    expected = ("WebSocket connection to", "Failed to load resource", "Chrome currently does not support the Push API")
    if message.type in ("error", "warning") and not message.text.startswith(expected):
        complaints.append(message.text)


def sign_in(house: House, context: BrowserContext, person: Any) -> None:
    """Put a login of ``person`` into the window (the sign-in pages have stories of their own)."""
    token, now = secrets.token_urlsafe(32), clock.now()
    with house.app.sessions.writing() as db, db.begin():
        values = {"person_id": person.id, "token_hash": token_hash(token), "device": "Chromium"}
        db.add(Login(created_at=now, seen_at=now, **values))
    context.add_cookies([{"name": "login", "value": token, "url": house.address, "httpOnly": True, "sameSite": "Lax"}])
