"""Post, votes, case, the city's answer, reply, close: live, in the windows of a neighbor, a captain and a liaison."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from community.boards.models import Board
from tests.cast import City, city

pytestmark = pytest.mark.browser


def test_from_a_post_to_a_closed_case_in_three_windows(db, house, window):
    town = small_threshold(db)
    neighbor, captain, liaison = (window(town.people[name]) for name in ("Luis", "Denise", "Sam"))

    captain.goto("/b/juniper-square")
    liaison.goto("/desk?view=all")
    post = write_post(neighbor)
    title = "Pothole by the bus stop"

    # The captain's board gathers it and moves nothing until asked.
    expect(captain.get_by_role("link", name=title)).to_have_count(0)
    captain.get_by_role("button", name="Show 1 new").click()
    expect(captain.get_by_role("link", name=title)).to_be_focused()

    # Votes tick in every window; the third one sends it to 311.
    captain.get_by_role("button", name=f"Upvote: {title}").click()
    expect(captain.get_by_role("button", name=f"You upvoted: {title}. 1 in all")).to_be_visible()
    support = neighbor.locator(f'[data-swap="support:{post}"]')
    expect(support).to_contain_text("2 more")
    for name in ("Ana", "Nora"):
        page = window(town.people[name])
        page.goto(f"/o/{post}")
        with page.expect_response(re.compile("/vote$")):
            page.get_by_role("button", name="pvote").click()
        expect(page.get_by_role("button", name="Upvoted. Press to take it back")).to_be_visible()
        page.context.close()
    chip = neighbor.locator(f'[data-swap="chip:{post}"]')
    expect(chip).to_have_text("Sent to 311")
    expect(support).to_contain_text("3neighbors added a voice")
    expect(neighbor.locator(f'[data-swap="steps:{post}"]')).to_contain_text("The city has it")
    expect(captain.locator(f'[data-swap="status:{post}"]')).to_contain_text("Sent to 311")

    # The liaison's queue says so, the liaison takes it and answers.
    liaison.get_by_role("button", name="Show what changed").click()
    liaison.get_by_role("link", name=title).first.click()
    liaison.get_by_role("link", name="Open the case").click()
    liaison.get_by_role("button", name="Accept").first.click()
    expect(chip).to_have_text("311 case open")
    say_as_city(liaison, "A crew looks at it on Thursday.")
    neighbor.get_by_role("button", name="1 new reply").click()
    thread = neighbor.locator("ol.talk")
    expect(thread).to_contain_text("A crew looks at it on Thursday.")
    expect(neighbor.locator(f'[data-swap="official:{post}"]')).to_contain_text("A crew looks at it on Thursday.")
    expect(captain.locator(f'[data-swap="say:{post}"]')).to_contain_text("A crew looks at it on Thursday.")

    # The neighbor answers the city in the thread, and the liaison sees it.
    neighbor.get_by_role("link", name="Reply to the city").click()
    expect(neighbor.get_by_label("Your reply")).to_be_focused()
    neighbor.get_by_label("Your reply").fill("Thank you. It is deeper after the rain.")
    neighbor.get_by_role("button", name="Post reply").click()
    expect(neighbor.locator("ol.kids")).to_contain_text("It is deeper after the rain.")
    expect(neighbor.locator("ol.kids li")).to_be_focused()
    liaison.get_by_role("button", name="Show what changed").click()
    expect(liaison.locator("main")).to_contain_text("It is deeper after the rain.")

    # The city closes it, everybody sees that.
    close_as_city(liaison, "Filled with asphalt this morning.")
    expect(chip).to_have_text("City says done")
    expect(captain.locator(f'[data-swap="status:{post}"]')).to_contain_text("City says done")
    captain.goto("/b/juniper-square?show=escalated")
    captain.get_by_role("link", name=title).click()
    expect(captain.locator("ol.talk")).to_contain_text("Filled with asphalt this morning.")


def small_threshold(db: Any) -> City:
    """The small city; three upvotes are enough on its first board."""
    town = city(db)
    db.get_one(Board, town.juniper.id).threshold = 3
    db.commit()
    return town


def write_post(neighbor: Page) -> int:
    """Luis writes a post, with a kind and the answers to its questions; the id of what he wrote."""
    neighbor.goto("/b/juniper-square/post")
    neighbor.get_by_label("In one line").fill("Pothole by the bus stop")
    neighbor.get_by_role("radio", name="Pothole").check()
    neighbor.get_by_role("button", name="Show the questions for this kind").click()
    neighbor.get_by_label("How big is it?").fill("Two feet")
    neighbor.get_by_label("Landmark").fill("By the bus stop")
    neighbor.get_by_role("button", name="Post on Juniper Square").last.click()
    neighbor.wait_for_url("**/o/*")
    expect(neighbor.get_by_role("heading", name="Pothole by the bus stop")).to_be_visible()
    return int(neighbor.url.partition("#")[0].rsplit("/", 1)[1])


def say_as_city(liaison: Page, words: str) -> None:
    """A public answer on the case page, which leads back to the list; and the page again."""
    liaison.get_by_label("Your words").fill(words)
    liaison.get_by_role("button", name="Publish").first.click()
    expect(liaison.locator(".dk-det")).to_contain_text(words)
    liaison.get_by_role("link", name="Open the case").click()


def close_as_city(liaison: Page, words: str) -> None:
    """The case is done."""
    liaison.get_by_text("Close the case").first.click()
    form = liaison.locator('form[action$="/close"]')
    form.locator('input[value="done"]').check()
    form.locator("textarea").fill(words)
    form.get_by_role("button", name="Close the case").click()
    expect(liaison.locator(".dk-det")).to_contain_text(words)
