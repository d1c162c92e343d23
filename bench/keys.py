"""The liaison's single keys, at a city's whole history, on a desk's wide screen: from the press to the frame that shows
what it did, and, for those that ask the server, to the first paint of the page it leads to."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from bench import data, desk
from bench.measure import Figure
from bench.pages import LARGE
from bench.windows import HOME, chromium, middle, served, spread

LIAISON = 1
TIMES = 9
BAR = 100
WIDE = {"width": 1280, "height": 900}
PAINTED = """() => new Promise((tell) => {
  addEventListener("keydown", (event) => {
    requestAnimationFrame(() => setTimeout(() => tell(performance.now() - event.timeStamp)));
  }, { once: true });
})"""
"""Milliseconds from the press to the end of the frame after it."""
PRESSED = """() => addEventListener("keydown", (event) => {
  sessionStorage.pressed = performance.timeOrigin + event.timeStamp;
}, { once: true })"""
ARRIVED = """() => new Promise((tell) => {
  const look = () => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    if (paint) tell(performance.timeOrigin + paint.startTime - sessionStorage.pressed);
    else requestAnimationFrame(look);
  };
  look();
})"""
"""Milliseconds from the press on the page before to the first words of this one."""


def figures(folder: Path) -> Iterator[Figure]:
    """Keys that work on the page, and keys that ask the server."""
    desk.fill(data.fresh(folder, HOME), LARGE)
    with served(folder, LIAISON) as (address, cookie), chromium() as browser:
        context = browser.new_context(base_url=address, viewport=WIDE)
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto("/desk?view=open")
        for name, keys in (("J, K, go through the queue", "jk"), ("X, tick a case", "x"), ("/, search", "/")):
            took = [_here(page, keys[turn % len(keys)]) for turn in range(TIMES)]
            yield Figure(f"desk, a key: {name}", middle(took), BAR, "ms", remark=spread(took))
        for name, key in (("Enter, open a case", "Enter"), ("A, accept it", "a")):
            took = [_there(page, turn, key) for turn in range(TIMES)]
            yield Figure(f"desk, a key: {name}", middle(took), BAR, "ms", remark=spread(took))
        context.close()


def _here(page: Page, key: str) -> float:
    """What a key takes that changes the page it is pressed on."""
    page.evaluate(f"() => {{ window.painted = ({PAINTED})(); }}")
    page.keyboard.press(key)
    took = page.evaluate("() => window.painted")
    page.keyboard.press("Escape")
    return float(took)


def _there(page: Page, turn: int, key: str) -> float:
    """What a key takes that leads to another page: pressed on the next case of the queue, or once that one is open."""
    page.goto("/desk?view=open", wait_until="networkidle")
    for _step in range(turn + 1):
        page.keyboard.press("j")
    if key != "Enter":
        with page.expect_navigation(wait_until="networkidle"):
            page.keyboard.press("Enter")
    page.evaluate(PRESSED)
    with page.expect_navigation(wait_until="commit"):
        page.keyboard.press(key)
    return float(page.evaluate(ARRIVED))
