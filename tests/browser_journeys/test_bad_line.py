"""A neighbor on a phone that pays for each megabyte: 400 kbit/s, 400 ms, a CPU six times slower (as bench/phone.py
sets it). What is on the screen, and what it cost; how long it took is the bench's to say."""

import re

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from community.voting.models import Vote
from tests.browser_journeys.test_bytes import COMMENT, FIRST_BOARD, THREAD, VOTE, Meter, quiet
from tests.cast import city

pytestmark = [
    pytest.mark.browser, pytest.mark.trial, pytest.mark.parametrize("engines", ["sqlite"], indirect=True),
]  # fmt: skip
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWER = 6
LIT = "Upvoted. Press to take it back"
SAID = "The crew took half of it, the springs still lie there."


def slow_down(page: Page) -> None:
    """The line and the phone of this story."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", LINE)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def votes_of(house, post: int) -> int:
    """How many votes the server knows of."""
    with house.app.sessions.reading() as session:
        return session.scalar(select(func.count()).select_from(Vote).where(Vote.observation_id == post))


def test_luis_votes_and_replies_on_a_bad_line_and_denise_reads_it(db, house, window):
    made = city(db)
    post = made.posts["open"].id
    page, neighbor = window(made.people["Luis"], **PHONE), window(made.people["Denise"])
    page.set_default_timeout(30_000)
    meter = Meter(page)
    slow_down(page)
    board = meter.cost(lambda: quiet(page, "/b/juniper-square"))
    thread = meter.cost(lambda: quiet(page, f"/o/{post}"))

    held: list[Route] = []
    page.route("**/vote", lambda route: held.insert(0, route))
    button = page.locator("form[data-vote] button")
    expect(button).to_have_text("Upvote, this matters to me")
    with page.expect_request("**/vote"):
        button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_text(LIT)
    assert votes_of(house, post) == 0, "lit before the server heard of it"

    def vote() -> None:
        with page.expect_request_finished(lambda request: "/vote" in request.url):
            held.pop().continue_()
        expect(page.get_by_text("9 more").first).to_be_visible()

    def reply() -> None:
        page.get_by_label("Your reply").fill(SAID)
        with page.expect_request_finished(lambda request: "/comments" in request.url):
            page.get_by_role("button", name="Post reply").tap()
        expect(page.locator(".cm").get_by_text(SAID)).to_be_visible()
        expect(page.get_by_label("Your reply")).to_have_value("")

    cast, said = meter.cost(vote), meter.cost(reply)
    expect(button).to_have_text(LIT)
    print(f"board {board:,}, thread {thread:,}, vote {cast:,}, reply {said:,}")
    assert 0 < board <= FIRST_BOARD
    assert 0 < thread <= THREAD
    assert 0 < cast <= VOTE
    assert 0 < said <= COMMENT

    page.reload()
    expect(page.get_by_role("button", name=LIT)).to_be_visible()
    expect(page.locator(".cm").get_by_text(SAID)).to_have_count(1)
    neighbor.goto(f"/o/{post}")
    expect(neighbor.locator(".cm", has_text=SAID)).to_contain_text("Luis")
    expect(neighbor.get_by_role("button", name=re.compile("^Upvote"))).to_be_visible()
    assert votes_of(house, post) == 1
