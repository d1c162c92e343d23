"""Waiting for what no element of a page shows."""

import time

from playwright.sync_api import Page

PATIENCE, PAUSE = 20, 50
"""Seconds at most, and milliseconds between two looks."""
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


def listening(page: Page, address: str) -> None:
    """Open the page and wait until its socket is open: what happens before is not live for it."""
    page.add_init_script(COUNT_OPEN)
    page.goto(address)
    until(page, "window.socketsOpened > 0")
