"""Running web, live and worker as the threads of one process, and ending them cleanly.

The main thread serves the web, or waits. SIGTERM, SIGINT, or the failure of a part ends it; it ends the others.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import waitress
from pyramid.router import Router

from community.activity import worker
from community.commands.explaining import system_words
from community.commands.large_bodies import refuse_large_bodies
from community.live import server as live
from community.notices.inbound import door
from community.settings import Settings

log = logging.getLogger(__name__)

PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port"}
GRACE_SECONDS = 4.0
"""How long the parts together get to finish what they are doing."""


class Ended(SystemExit):
    """SIGTERM or SIGINT arrived."""


class Part:
    """One long-running thread. When it ends by itself the whole process ends: half a Stoop only looks healthy."""

    def __init__(self, name: str, work: Callable[[threading.Event], None], stop: threading.Event) -> None:
        self.failed = False
        self._work, self._stop = work, stop
        self.thread = threading.Thread(target=self._run, name=name, daemon=True)

    def _run(self) -> None:
        try:
            self._work(self._stop)
        except OSError as problem:
            log.error("%s: %s", self.thread.name, system_words(problem))
        finally:
            if not self._stop.is_set():
                self.failed = True
                os.kill(os.getpid(), signal.SIGTERM)


def run_parts(app: Router, names: tuple[str, ...], announce: Callable[[], None]) -> int:
    """Run these parts until a signal comes or one fails. ``announce`` is called when they listen. The exit code."""
    registry: Any = app.registry
    stop = threading.Event()
    work = {
        "live": partial(_live, registry),
        "worker": partial(worker.run, registry),
        "inbound": partial(door.run, registry),
    }
    parts = [Part(name, work[name], stop) for name in names if name != "web"]
    with _ended_by_signals(stop):
        server = _web_server(app, registry.knobs) if "web" in names else None
        for part in parts:
            part.thread.start()
        announce()
        if server is None:
            signal.pause()
        else:
            server.run()
    _end(parts, stop)
    if server is not None:
        server.close()
    registry.sessions.engines.dispose()
    return 1 if any(part.failed for part in parts) else 0


def _web_server(app: Router, knobs: Settings) -> Any:
    server = waitress.create_server(app, **web_options(knobs))
    refuse_large_bodies(server, knobs)
    return server


def _live(registry: Any, stop: threading.Event) -> None:
    live.run(registry, stop, registry.knobs.host, registry.knobs.live_port)


def _end(parts: list[Part], stop: threading.Event) -> None:
    """Ask every part to stop and wait for it, all within the grace."""
    stop.set()
    for part in parts:
        part.thread.join(GRACE_SECONDS / len(parts))
        if part.thread.is_alive():
            log.warning("%s did not stop in time", part.thread.name)


@contextmanager
def _ended_by_signals(stop: threading.Event) -> Iterator[None]:
    """Leave the block at the first SIGTERM or SIGINT; ignore the ones after it. The main thread touches ``stop``
    nowhere else while inside, so that setting it from the handler cannot wait for itself."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def handle(_number: int, _frame: Any) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        stop.set()
        raise Ended

    for number in before:
        signal.signal(number, handle)
    try:
        with suppress(Ended):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def web_options(knobs: Settings) -> dict[str, Any]:
    """How waitress is to serve: our threads, our body limit, no banner, forwarded headers only from the proxy."""
    options = {
        "host": knobs.host,
        "port": knobs.port,
        "threads": knobs.threads,
        "ident": None,
        "max_request_body_size": knobs.largest_form + 1,
        "clear_untrusted_proxy_headers": True,
    }
    if knobs.proxy:
        options |= {"trusted_proxy": knobs.proxy, "trusted_proxy_headers": PROXY_HEADERS, "trusted_proxy_count": 1}
    return options
