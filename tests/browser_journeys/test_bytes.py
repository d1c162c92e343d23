"""The byte budget is a contract: what a phone pays for, counted on the wire by Chromium from our own server."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser_journeys.until import kept
from tests.cast import city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
"""What goes over the wire is the same on both engines."""

KB = 1_024
FIRST_BOARD, LATER_BOARD, VOTE, COMMENT, THREAD, SCRIPTS = 40 * KB, 12 * KB, 4 * KB, 4 * KB, 25 * KB, 10 * KB
"""The limits of the contract."""
APART = re.compile(r"/photos/|/tiles/")
"""Photos and map tiles are paid for by those who look at them."""
SEEN = [
    "Tires and a mattress dumped by the steps", "Street light out, the whole corner is dark", "Stop sign is turned",
    "Car with no plates at the hydrant for weeks", "Storm drain clogged, water over the curb", "Bags left at the gate",
    "Tags all over the wall of the rec center", "Pothole in the bike lane, deep enough to bend a rim",
]  # fmt: skip


class Meter:
    """Counts what a window receives, headers too, by address; cached answers cost nothing."""

    def __init__(self, page: Page) -> None:
        self.received: dict[str, int] = {}
        self._names: dict[str, str] = {}
        # Through the service worker nothing would be seen here. What it brings is counted in tests/offline.
        page.add_init_script("delete Navigator.prototype.serviceWorker")
        listener = page.context.new_cdp_session(page)
        listener.send("Network.enable")
        listener.on("Network.requestWillBeSent", self._named)
        listener.on("Network.loadingFinished", self._counted)

    def _named(self, event: dict[str, Any]) -> None:
        self._names[event["requestId"]] = event["request"]["url"]

    def _counted(self, event: dict[str, Any]) -> None:
        name = self._names.get(event["requestId"], "?")
        if not APART.search(name):
            self.received[name] = self.received.get(name, 0) + int(event["encodedDataLength"])

    def cost(self, work: Callable[[], object], kind: str = "") -> int:
        """Bytes received while ``work`` ran and until the network was quiet; ``kind``: only addresses with it."""
        self.received.clear()
        work()
        return sum(size for name, size in self.received.items() if kind in name)


@pytest.fixture
def street(db):
    """A board with 30 posts of real length, one of them with 50 replies."""
    made = city(db)
    for number in range(30):
        make.observation(
            db,
            made.juniper,
            made.people["Ana"],
            title=f"{SEEN[number % len(SEEN)]}, number {number}",
            place=f"{5800 + number} Larch St",
            vote_count=number % 9,
        )
    post = make.observation(db, made.juniper, made.people["Ana"], title="The talk of the block", place="5814 Larch St")
    talk = "I saw it again on my way to work, day {number}, and asked at the corner store: nobody has come by yet."
    make.thread(db, post, made.people["Rosa"], 50, words=talk)
    made.posts["talk"] = post
    return made


def quiet(page: Page, path: str) -> None:
    """Open the page and wait until nothing is loading."""
    page.goto(path, wait_until="networkidle")


def test_a_board_of_25_posts_and_what_follows(street, window):
    """The first view on a phone that knows nothing of us, the next one, a thread."""
    page = window(street.people["Luis"])
    meter = Meter(page)

    first = meter.cost(lambda: quiet(page, "/b/juniper-square"))
    assert page.locator("article.obs").count() == 25
    scripts = sum(size for name, size in meter.received.items() if ".js" in name)
    later = meter.cost(lambda: quiet(page, "/b/juniper-square?show=new"))
    thread = meter.cost(lambda: quiet(page, f"/o/{street.posts['talk'].id}?all=1"))
    assert page.locator(".cm").count() >= 50

    print(f"first {first:,}, later {later:,}, thread {thread:,}, scripts {scripts:,}")
    assert 10 * KB < first <= FIRST_BOARD
    assert 2 * KB < later <= LATER_BOARD
    assert 2 * KB < thread <= THREAD
    assert 0 < scripts <= SCRIPTS


@pytest.mark.trial
def test_spanish_keeps_to_the_same_budget(street, window):
    page = window(street.people["Luis"], locale="es-US")
    meter = Meter(page)

    first = meter.cost(lambda: quiet(page, "/b/juniper-square"))
    scripts = sum(size for name, size in meter.received.items() if ".js" in name)
    thread = meter.cost(lambda: quiet(page, f"/o/{street.posts['talk'].id}?all=1"))

    expect(page.get_by_role("button", name="Publicar respuesta")).to_be_visible()
    print(f"first {first:,}, thread {thread:,}, scripts {scripts:,}")
    assert 10 * KB < first <= FIRST_BOARD
    assert 2 * KB < thread <= THREAD
    assert 0 < scripts <= SCRIPTS


def test_a_vote_and_a_reply_with_scripts(street, window):
    page = window(street.people["Luis"])
    meter = Meter(page)
    quiet(page, f"/o/{street.posts['talk'].id}")

    def vote() -> None:
        with page.expect_request_finished(lambda request: "/vote" in request.url):
            page.get_by_role("button", name=re.compile("Upvote")).first.click()
        expect(page.get_by_role("button", name="Upvoted. Press to take it back")).to_be_visible()

    def reply() -> None:
        page.get_by_label("Your reply").fill("The crew came by this morning and took half of it.")
        with page.expect_request_finished(lambda request: "/comments" in request.url):
            page.get_by_role("button", name="Post reply").click()
        expect(page.get_by_role("article").or_(page.locator(".cm")).get_by_text("took half of it")).to_be_visible()

    cast, said = meter.cost(vote), meter.cost(reply)
    print(f"vote {cast:,}, reply {said:,}: {meter.received}")
    assert 0 < cast <= VOTE
    assert 0 < said <= COMMENT


def test_save_data_leaves_out_font_thumbs_and_socket(street, window):
    page = window(street.people["Luis"], extra_http_headers={"Save-Data": "on"})
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    meter = Meter(page)

    first = meter.cost(lambda: quiet(page, "/b/juniper-square"))

    assert not [name for name in meter.received if "woff2" in name or "/photos/" in name]
    assert not sockets
    assert page.locator("img").count() == 0
    print(f"with Save-Data {first:,}")
    assert first <= FIRST_BOARD - 10 * KB


@pytest.mark.trial
def test_a_proxy_that_says_save_data_is_heard_too(street, window):
    """Only the header says so: no socket, and no worker behind the second page."""
    page = window(street.people["Luis"], extra_http_headers={"Save-Data": "on"})
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    for _view in range(3):
        quiet(page, "/b/juniper-square")
    assert not sockets
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


@pytest.mark.trial
def test_a_person_sees_what_this_visit_used(street, window):
    """It grows from page to page and counts what the meter counts, give or take the headers."""
    page = window(street.people["Luis"])
    meter = Meter(page)
    said = page.locator("[data-used]")

    first = meter.cost(lambda: quiet(page, "/b/juniper-square"))
    expect(said).to_have_text(re.compile(r"^This visit: \d+ KB$"))
    told = int(re.sub(r"\D", "", said.inner_text()))
    assert abs(told - first / KB) < 6
    later = meter.cost(lambda: quiet(page, "/b/juniper-square?show=new"))
    expect(said).to_have_text(re.compile(r"^This visit: \d+ KB$"))
    grown = int(re.sub(r"\D", "", said.inner_text()))
    assert abs(grown - told - later / KB) < 3


@pytest.mark.trial
def test_with_the_worker_too_it_says_what_came_over_the_line(street, window):
    """A page that comes through the service worker is reckoned as it was packed; what the worker fetched for itself
    stands in the number of the next page."""
    page = window(street.people["Luis"])
    said = page.locator("[data-used]")

    def used(path: str) -> int:
        quiet(page, path)
        expect(said).to_have_text(re.compile(r"^This visit: \d+ KB$"))
        return int(re.sub(r"\D", "", said.inner_text()))

    first, second = used("/b/juniper-square"), used("/b/juniper-square?show=new")
    assert second - first <= LATER_BOARD / KB
    page.wait_for_function("() => navigator.serviceWorker.controller")
    kept(page, "/b/juniper-square/post")  # the last thing it fetches for itself
    page.wait_for_function("async () => (await caches.match('/spent')) !== undefined")
    third, fourth, fifth = (used(f"/b/juniper-square?show={order}") for order in ("hot", "new", "hot"))
    assert 30 < third - second < 80
    assert 3 < fourth - third <= LATER_BOARD / KB
    assert 3 < fifth - fourth <= LATER_BOARD / KB
