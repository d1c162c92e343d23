"""The liaison's single keys, at a city's whole history, on a desk's wide screen: from the press to the frame that shows
what it did. A key that asks the server lights what it presses, as a vote does; when the page it leads to is painted is
told beside it, without a bar: that is a whole page's load, on a machine without a graphics card."""

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
  sessionStorage.removeItem("lit");
  const look = () => {
    if (!document.querySelector("[aria-busy=true]")) requestAnimationFrame(look);
    else setTimeout(() => (sessionStorage.lit = performance.now() - event.timeStamp));
  };
  requestAnimationFrame(look);
}, { once: true })"""
"""Notes the end of the frame in which what was pressed is lit."""
ARRIVED = """() => new Promise((tell) => {
  const look = () => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    if (paint) tell([Number(sessionStorage.lit), performance.timeOrigin + paint.startTime - sessionStorage.pressed]);
    else requestAnimationFrame(look);
  };
  look();
})"""
"""Milliseconds from the press on the page before to the first words of this one, and to the light on that one."""


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
            lit, stood = zip(*(_there(page, turn, key) for turn in range(TIMES)), strict=True)
            yield Figure(f"desk, a key: {name}: it lights", middle(lit), BAR, "ms", remark=spread(lit))
            yield Figure(f"desk, a key: {name}: its page is there", middle(stood), None, "ms", remark=spread(stood))
        context.close()


def _here(page: Page, key: str) -> float:
    """What a key takes that changes the page it is pressed on."""
    page.evaluate(f"() => {{ window.painted = ({PAINTED})(); }}")
    page.keyboard.press(key)
    took = page.evaluate("() => window.painted")
    page.keyboard.press("Escape")
    return float(took)


def _there(page: Page, turn: int, key: str) -> tuple[float, float]:
    """What a key takes that leads to another page: pressed on the next case of the queue, or once that one is open.
    Until it is lit, and until the other page is painted."""
    page.goto("/desk?view=open", wait_until="networkidle")
    for _step in range(turn + 1):
        page.keyboard.press("j")
    if key != "Enter":
        with page.expect_navigation(wait_until="networkidle"):
            page.keyboard.press("Enter")
    page.evaluate(PRESSED)
    with page.expect_navigation(wait_until="commit"):
        page.keyboard.press(key)
    lit, stood = page.evaluate(ARRIVED)
    return float(lit), float(stood)
