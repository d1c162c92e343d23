"""Priya publishes an answer, sees at once that it was the wrong case, and presses Z; whoever reads the thread right now
sees the words go."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser_journeys.test_axe import RULES, SIZES, lost_when_tight
from tests.cast import city

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("two_minutes"),
    pytest.mark.parametrize("engines", ["sqlite"], indirect=True),
]
WORDS = "A crew comes on Friday."


@pytest.mark.trial
def test_z_takes_the_answer_back_on_every_open_page(two_minutes, db, house, window):
    town = city(db)
    case, post = town.cases["case"].id, town.posts["case"].id
    luis, priya = window(town.people["Luis"]), window(town.people["Priya"])
    luis.goto(f"/o/{post}")
    priya.goto(f"/desk/case/{case}")
    priya.keyboard.press("r")
    priya.keyboard.type(WORDS)
    with priya.expect_navigation():
        priya.get_by_role("button", name="Publish answer").click()
    expect(priya.get_by_text("Published 1 answer. You can undo it until")).to_be_visible()
    expect(luis.locator("article .official")).to_contain_text(WORDS)
    luis.reload()
    with priya.expect_navigation():
        priya.keyboard.press("z")
    expect(priya.get_by_text("Undone. What you typed is in the form again.")).to_be_visible()
    expect(priya.locator("#say-words")).to_have_value(WORDS)
    expect(luis.get_by_text("The city took this answer back.")).to_be_visible()
    expect(luis.locator("article .official")).to_contain_text("A crew comes on Tuesday.")
    expect(luis.get_by_text(WORDS)).to_have_count(0)


@pytest.mark.trial
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_offer_and_what_comes_after_it_can_be_read_by_everybody(two_minutes, db, house, window, scheme, size):
    town = city(db)
    case, post = town.cases["case"].id, town.posts["open"].id
    found = []

    def check(page, name):
        result = Axe().run(page, options={"runOnly": RULES})
        found.extend(f"{name}: {one['id']} {one['nodes'][0]['html'][:160]}" for one in result.response["violations"])
        if folder := os.environ.get("LOOKS"):
            page.screenshot(path=f"{folder}/{name}-{size}-{scheme}.png")
        found.extend(lost_when_tight(page))
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.set_viewport_size(SIZES[size])

    priya = window(town.people["Priya"], color_scheme=scheme, viewport=SIZES[size], scripts=True)
    priya.goto(f"/desk/case/{case}")
    priya.locator("#say-words").fill(WORDS)
    priya.get_by_role("button", name="Publish answer").click()
    expect(priya.get_by_text("You can undo it until")).to_be_visible()
    check(priya, "case")
    priya.goto(f"/desk?view=open&case={case}")
    expect(priya.get_by_text("You can undo it until")).to_be_visible()
    check(priya, "queue")
    with priya.expect_navigation():
        priya.get_by_role("button", name="Undo").click()
    check(priya, "undone")
    denise = window(town.people["Denise"], color_scheme=scheme, viewport=SIZES[size])
    denise.goto(f"/o/{post}/escalate")
    denise.get_by_label("Why now?").fill("School starts on Monday.")
    with denise.expect_navigation():
        denise.get_by_role("button", name="Send it to 311").click()
    check(denise, "sent")
    with denise.expect_navigation():
        denise.get_by_role("button", name="Undo").click()
    check(denise, "unsent")
    assert not found, "\n".join(found)
