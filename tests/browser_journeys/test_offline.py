"""When the signal drops: saved copies, drafts, the outbox. What happens in the browser is the same on both engines."""

import pytest
from playwright.sync_api import Page, expect

from community.comments.models import Comment
from community.observations.models import Observation
from community.voting.models import Vote
from tests.cast import city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]

BOARD = "/b/juniper-square"
ALL_KEPT = """async () => {
  let all = "";
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      if (answer.headers.get("Content-Type")?.includes("html")) all += await answer.text();
    }
  }
  return all;
}"""
HAS_COPY = "async (path) => Boolean(await (await caches.open('copies')).match(path))"


def with_worker(page: Page) -> None:
    """Read the board until the worker has a copy of it and of its form."""
    page.goto("/")
    page.goto(BOARD)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for path in (BOARD, f"{BOARD}/post"):
        page.wait_for_function(f"({HAS_COPY})('{path}')")


def test_a_board_read_before_is_there_without_a_signal_and_names_nobody(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    with_worker(page)
    kept = page.evaluate(ALL_KEPT)
    assert "Tires by the steps" in kept
    assert "Luis" not in kept
    assert "data-person" not in kept
    page.context.set_offline(True)
    page.goto(BOARD)
    expect(page.get_by_role("heading", name="Juniper Square")).to_be_visible()
    expect(page.locator("[data-fresh]")).to_contain_text("Saved copy,")
    expect(page.get_by_text("No signal. You see the copy from")).to_be_visible()
    page.goto(f"/o/{town.posts['open'].id}")
    expect(page.get_by_role("heading", name="No signal")).to_be_visible()
    page.get_by_role("link", name="Juniper Square").click()
    expect(page.locator("[data-fresh]")).to_contain_text("Saved copy,")
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").first.click()
    expect(page.locator("[data-fresh]")).to_contain_text("Up to date,")


def test_an_upvote_a_reply_and_a_post_wait_and_go_out_by_themselves(db, house, window, look):
    town = city(db)
    post = town.posts["open"]
    page = window(town.people["Luis"])
    with_worker(page)
    page.goto(f"/o/{post.id}")
    page.context.set_offline(True)
    page.locator("form[data-vote] button").click()
    expect(page.get_by_text("Your upvote is waiting")).to_be_visible()
    page.get_by_label("Your reply").fill("One more tire today.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#live-note")).to_contain_text("Your reply waits on this phone")
    expect(page.get_by_label("Your reply")).to_have_value("")
    page.goto(f"{BOARD}/post")
    page.get_by_label("In one line").fill("Light out in the playground")
    page.get_by_label("Landmark").fill("By the swings")
    page.get_by_role("button", name="Post on Juniper Square").last.click()
    expect(page.locator("#live-note")).to_contain_text("Your post waits on this phone")
    page.goto("/outbox")
    expect(page.locator("[data-item]")).to_have_count(3)
    expect(page.locator("[data-item]").first).to_contain_text("Upvote")
    page.context.set_offline(False)
    expect(page.get_by_text("Nothing waits. Everything has gone out.")).to_be_visible(timeout=20_000)
    assert len(look(Vote.__table__.select().where(Vote.person_id == town.people["Luis"].id))) == 1
    with house.app.sessions.reading() as session:
        assert session.query(Comment).filter_by(words="One more tire today.").count() == 1
        made = session.query(Observation).filter_by(title="Light out in the playground").one()
        assert made.author_id == town.people["Luis"].id
        assert made.landmark == "By the swings"
