"""Waiting for what no element of a page shows."""

import json
import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Page

T = TypeVar("T")
PATIENCE, PAUSE = 60, 50
"""Seconds at most, and milliseconds between two looks."""
GOES_OUT = 60_000
"""Milliseconds for what waits on a phone: a try that fails is made again after 20 seconds (``static/js/outgoing.js``),
so whoever waits only 20 gives up at the moment at which it goes."""
COUNT_OPEN = """
window.socketsOpened = 0;
window.WebSocket = class extends WebSocket {
  constructor(...where) {
    super(...where);
    this.addEventListener("open", () => { window.socketsOpened += 1; });
  }
};
"""


def until(page: Page, condition: str) -> None:
    """Wait until the JavaScript ``condition`` is true in the page; a promise is waited for. Fails after a while.

    Playwright's ``wait_for_function`` looks a second time by ``eval``, which our content security policy forbids, and
    takes any promise for true."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(condition):
        assert time.monotonic() < end, f"never true: {condition}"
        page.wait_for_timeout(PAUSE)


def eventually(page: Page, ask: Callable[[], T]) -> T:
    """What ``ask`` answers as soon as it is something: for what the server does after its answer, or besides it."""
    end = time.monotonic() + PATIENCE
    while not (found := ask()):
        assert time.monotonic() < end, "it never came"
        page.wait_for_timeout(PAUSE)
    return found


def worker_ready(page: Page) -> None:
    """Wait until the phone's worker is at work. A promise of the page that never comes true would hang for ever."""
    until(
        page, "navigator.serviceWorker.getRegistration().then((found) => Boolean(found?.active?.state === 'activated'))"
    )


def kept(page: Page, path: str) -> None:
    """Wait until the phone has a copy of the page at this path."""
    until(page, f"caches.match({json.dumps(path)}).then(Boolean)")


def listening(page: Page, address: str) -> None:
    """Open the page and wait until its socket is open: what happens before is not live for it."""
    page.add_init_script(COUNT_OPEN)
    page.goto(address)
    until(page, "window.socketsOpened > 0")


def with_signal_again(page: Page, address: str) -> None:
    """The signal comes back, and the page is opened: again while the phone says that there is none, for its worker
    hears of the signal a moment after the page does."""
    page.context.set_offline(False)
    end = time.monotonic() + PATIENCE
    page.goto(address)
    while page.get_by_role("heading", name="No signal").count():
        assert time.monotonic() < end, "the signal never came back"
        page.wait_for_timeout(PAUSE)
        page.goto(address)
