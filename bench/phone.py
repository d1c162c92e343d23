"""A phone on a bad line: Chromium with an empty cache, 400 kbit/s, 400 ms and a CPU slowed six times; medians of five.

The whole of Stoop runs in a process of its own and packs what it sends, as on the day. Chromium's
``Network.emulateNetworkConditions`` delays each request by the latency and shares the line among them, its
``Emulation.setCPUThrottlingRate`` slows the page.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from bench import data
from bench.measure import Figure
from bench.windows import HOME, Cookie, chromium, middle, served, spread

TIMES = 5
POSTS = 200
READER = 2
"""A neighbor of the board who has not voted yet."""
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 ms; 400 kbit/s, in bytes."""
SLOWER = 6
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True,
}  # fmt: skip
PATIENCE = 60_000
BOARD, THREAD, COMPOSE = "/b/bench", f"/o/{POSTS}", "/b/bench/post"
SHOWN = """() => new Promise((tell) => {
  const look = () => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    if (paint && window.firstRow) tell([window.firstRow, paint.startTime]);
    else requestAnimationFrame(look);
  };
  look();
})"""
WATCH = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
const look = () => {
  const row = document.querySelector("article.obs h2")?.getBoundingClientRect();
  if (row?.height && row.top < innerHeight) window.firstRow = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
"""Adds up what moves by itself, and notes the frame in which the title of the first row stands on the screen. Places
are asked for in frames only: at any other time that lays out the whole page, even before its styles have come."""
ANSWERED = """async () => {
  const button = document.querySelector("form[data-vote] button[name=do][aria-pressed=false]");
  button.scrollIntoView({ block: "center", behavior: "instant" });
  // Who taps has seen where: the frames of this scrolling are not those of the vote.
  await new Promise((rest) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(rest))));
  window.answered = new Promise((tell, fail) => {
    setTimeout(() => fail(new Error("the vote never lit")), 20000);
    let pressed;
    button.addEventListener("pointerdown", (event) => { pressed = event.timeStamp; }, { once: true });
    // Asked for before the page's own script asks: what the page does once the button is seen does not count.
    const look = () => {
      if (button.ariaPressed === "true") setTimeout(() => tell(performance.now() - pressed));
      else requestAnimationFrame(look);
    };
    addEventListener("submit", () => requestAnimationFrame(look), { capture: true, once: true });
  });
  const box = button.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""
"""Where the button is; then, as ``answered``, milliseconds from the touch to the end of the frame that shows it lit."""


def figures(folder: Path) -> Iterator[Figure]:
    """Readable, shift, vote."""
    with neighborhood(folder) as (address, cookie), chromium() as browser:

        def visit(path: str, work: Callable[[Page], float]) -> list[float]:
            return [once(browser, address, cookie, path, work) for _ in range(TIMES)]

        shown = visit(BOARD, readable)
        yield Figure("phone: board readable, empty cache", middle(shown), 2.5, "s", remark=spread(shown))
        for name, path in (("board", BOARD), ("thread", THREAD), ("compose", COMPOSE)):
            moved = visit(path, shift)
            yield Figure(f"phone: layout shift while the {name} loads", middle(moved), 0.02, "", remark=spread(moved))
        answered = visit(BOARD, vote)
        yield Figure("phone: a vote answered on the screen", middle(answered), 100, "ms", remark=spread(answered))


@contextmanager
def neighborhood(folder: Path) -> Iterator[tuple[str, Cookie]]:
    """Stoop with a board of 200 posts; the address, and the reader's cookie."""
    data.fill(data.fresh(folder, HOME), POSTS)
    with served(folder, READER) as found:
        yield found


def once(browser: Browser, address: str, cookie: Cookie, path: str, work: Callable[[Page], float]) -> float:
    """What ``work`` finds on the page, opened on a phone that knows nothing of us but who its owner is."""
    context = browser.new_context(base_url=address, **PHONE)
    context.add_cookies([cookie])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(WATCH)
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", LINE)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(path, wait_until="commit")
    found = work(page)
    context.close()
    return found


def readable(page: Page) -> float:
    """Seconds from the tap on the link until the first row can be read."""
    row, paint = page.evaluate(SHOWN)
    return max(row, paint) / 1000


def shift(page: Page) -> float:
    """How much has moved by itself when nothing is loading any more (the browser's own measure)."""
    page.wait_for_load_state("networkidle")
    return page.evaluate("window.shifted")


def vote(page: Page) -> float:
    """Milliseconds from the touch to the lit button."""
    page.wait_for_load_state("networkidle")
    # Found and tapped by its place: Playwright's locators listen to every pointer on the same slow CPU.
    page.touchscreen.tap(*page.evaluate(ANSWERED))
    return page.evaluate("() => window.answered")
