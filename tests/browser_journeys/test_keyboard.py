"""Without a mouse: from the board to a thread, a vote, a reply and a post by keys alone, while neighbors write too."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser_journeys.test_threshold import listening
from tests.cast import city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
MOST_STEPS = 120
FOCUS_SHOWS = """() => {
  const held = document.activeElement;
  const { top, bottom } = held.getBoundingClientRect();
  if (bottom < 0 || top > innerHeight) return false;
  return [held, ...(held.labels ?? []), ...(held.labels ?? []).length ? [] : [held.parentElement]].some((place) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(place);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
}"""
"""Whether one sees where the focus is: two pixels of outline or more, around it or its label, on the screen."""
LISTEN = """() => {
  window.spoken = [];
  const told = "[role=status], [role=alert], [aria-live]";
  const before = new Map([...document.querySelectorAll(told)].map((region) => [region, region.textContent.trim()]));
  new MutationObserver(() => {
    for (const [region, words] of before) {
      const now = region.textContent.trim();
      if (now !== words) before.set(region, now);
      if (now !== words && now) window.spoken.push(now);
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""
"""Write down what a screen reader would say from now on: what live regions change to."""


def reach(page: Page, place: Locator, key: str = "Tab") -> None:
    """Press the key until the place has the focus; each stop on the way can be seen."""
    place.wait_for(state="attached")
    for _step in range(MOST_STEPS):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement !== document.body"), "the focus is on nothing"
        hidden = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        assert page.evaluate(FOCUS_SHOWS), f"nobody sees the focus on {hidden}"
        if place.evaluate("place => place === document.activeElement"):
            return
    raise AssertionError(f"{place} is not reached in {MOST_STEPS} presses of {key}")


@pytest.mark.trial
def test_the_main_path_by_keys_alone(db, house, window):
    town = city(db)
    page, post = window(town.people["Luis"], viewport={"width": 1280, "height": 900}), town.posts["open"]
    page.goto("/b/juniper-square")
    reach(page, page.get_by_role("link", name="Skip to content"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("link", name="Tires by the steps"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/o/{post.id}")

    reach(page, page.get_by_role("button", name="Upvote, this matters to me"))
    page.keyboard.press("Space")
    voted = page.get_by_role("button", name="Upvoted. Press to take it back")
    expect(voted).to_be_focused()

    reach(page, page.get_by_label("Your reply"))
    page.keyboard.type("Two more since Monday.")
    reach(page, page.get_by_role("button", name="Post reply"))
    page.keyboard.press("Enter")
    said = page.locator(".cm", has_text="Two more since Monday.")
    expect(said).to_be_visible()
    assert page.evaluate("document.activeElement !== document.body")

    reach(page, page.get_by_role("link", name="Post what you see").first, "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/b/juniper-square/post")
    reach(page, page.get_by_label("In one line"))
    page.keyboard.type("Stop sign is turned")
    reach(page, page.get_by_label("Landmark"))
    page.keyboard.type("By the school gate")
    reach(page, page.get_by_role("button", name="Post on Juniper Square").last)
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/*")
    expect(page.get_by_role("heading", name="Stop sign is turned")).to_be_visible()


@pytest.mark.trial
def test_live_news_takes_no_focus_and_is_said_once(db, house, window):
    town = city(db)
    post = town.posts["open"]
    thread = listening(window, f"/o/{post.id}", town.people["Luis"])
    board = listening(window, "/b/juniper-square", town.people["Luis"])
    mine = thread.get_by_label("Your reply")
    mine.focus()
    thread.keyboard.type("I have the plate num")
    title = board.get_by_role("link", name="Tires by the steps")
    title.focus()
    for page in (thread, board):
        page.evaluate(LISTEN)

    denise = window(town.people["Denise"])
    denise.goto(f"/o/{post.id}")
    denise.get_by_role("button", name="Upvote, this matters to me").click()
    denise.get_by_label("Your reply").fill("The crew was here.")
    denise.get_by_role("button", name="Post reply").click()
    expect(thread.get_by_role("button", name="1 new reply")).to_be_visible()
    expect(board.locator(f'[data-votes="{post.id}"]')).to_have_text("1")
    denise.goto("/b/juniper-square/post")
    denise.get_by_label("In one line").fill("Stop sign is turned")
    denise.get_by_label("Landmark").fill("By the school gate")
    denise.get_by_role("button", name="Post on Juniper Square").last.click()
    expect(board.get_by_role("button", name="Show 1 new")).to_be_visible()

    expect(mine).to_be_focused()
    expect(mine).to_have_value("I have the plate num")
    expect(title).to_be_focused()
    assert [words for words in board.evaluate("window.spoken") if re.search("new post", words)] == ["1 new post"]
    spoken = thread.evaluate("window.spoken")
    assert [words for words in spoken if re.search("new repl", words)] == ["1 new reply"]
    assert len(spoken) == len(set(spoken))
