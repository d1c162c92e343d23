"""Somebody writes about tires that are on the board already: with scripts, by keyboard, and without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from community.observations.models import Observation
from tests.browser_journeys.test_axe import RULES, SIZES, SMALLEST
from tests.cast import city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]

POST = "/b/juniper-square/post"
PHONE = {"width": 390, "height": 844}
TALL = {"width": 390, "height": 6000}
STANDS = "all => all.map(one => [one.name ?? one.id, one.getBoundingClientRect().top])"


@pytest.fixture
def town(db):
    """The city, where Ana's tires stand at 5814 Larch St."""
    return city(db)


def write(page, title="Tires dumped by the steps", place="5814 Larch St"):
    """Fill in the place and the line, and look at the top of the form again."""
    page.get_by_label("Address or street").fill(place)
    page.get_by_label("In one line").fill(title)
    page.get_by_label("In one line").press("Tab")


def fields(page):
    """Where every field and button of the form stands that was there from the start."""
    return (
        page.locator("form[data-compose]").locator("input, textarea, select, legend, .opt, .big-b").evaluate_all(STANDS)
    )


@pytest.mark.trial
def test_with_scripts_the_cards_come_out_of_sight_and_one_tap_adds_the_voice(town, house, window, look):
    page = window(town.people["Luis"], viewport=PHONE)
    page.goto(POST)
    write(page)
    card = page.locator("[data-cards] .simc")
    expect(card).to_have_count(1)
    assert page.evaluate("document.activeElement.name") not in ("", "title")
    expect(page.locator(".simline [role=status]")).to_have_text("1 post here looks like yours.")
    page.get_by_label("More, if it helps").fill("Five of them since Friday.")
    page.get_by_role("button", name="Yes, add my voice").click()
    expect(page.get_by_role("heading", name="Your voice counts")).to_be_visible()
    expect(page.get_by_label("Your reply")).to_have_value("Tires dumped by the steps\n\nFive of them since Friday.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("ol.talk").get_by_text("Five of them since Friday.")).to_be_visible()
    assert look(select(Observation.vote_count).where(Observation.id == town.posts["open"].id)) == [1]
    page.goto(POST)
    expect(page.get_by_label("In one line")).to_have_value("")
    page.goto("/outbox")
    expect(page.locator("[data-drafts] li")).to_have_count(0)


@pytest.mark.trial
def test_in_sight_nothing_moves_until_it_is_asked_for_and_nothing_is_asked_twice(town, house, window):
    page = window(town.people["Luis"], viewport=TALL)
    page.goto(POST)
    before = fields(page)
    write(page)
    show = page.get_by_role("button", name="Show it", exact=True)
    expect(show).to_be_visible()
    assert fields(page) == before
    show.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Is it one of these?")).to_be_focused()
    expect(page.get_by_text("At the same address")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Yes, add my voice")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Look first")).to_be_focused()
    page.locator(".big-b").click()
    expect(page.get_by_role("heading", name="Tires dumped by the steps")).to_be_visible()


@pytest.mark.trial
def test_another_problem_asks_for_nothing_and_a_lost_signal_neither(town, house, window):
    page = window(town.people["Luis"], viewport=TALL)
    page.goto(POST)
    with page.expect_response("**/similar") as asked:
        write(page, title="Street light out")
    assert asked.value.status == 204
    expect(page.locator("[data-cards] .simc")).to_have_count(0)
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        write(page)
    page.context.set_offline(False)
    with page.expect_response("**/similar") as asked:
        page.get_by_label("More, if it helps").focus()
    assert asked.value.status == 200


def test_without_scripts_it_comes_between_writing_and_posting(town, house, window):
    page = window(town.people["Nora"], scripts=False, viewport=PHONE)
    page.goto(POST)
    write(page)
    page.get_by_label("More, if it helps").fill("Five of them.")
    page.locator(".big-b").click()
    expect(page.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    expect(page.get_by_label("In one line")).to_have_value("Tires dumped by the steps")
    page.get_by_role("button", name="Yes, add my voice").click()
    expect(page.get_by_role("heading", name="Your voice counts")).to_be_visible()
    expect(page.get_by_label("Your reply")).to_have_value("Tires dumped by the steps\n\nFive of them.")


@pytest.mark.trial
def test_without_scripts_mine_is_different_posts_it(town, house, window):
    page = window(town.people["Luis"], scripts=False, viewport=PHONE)
    page.goto(POST)
    write(page)
    page.locator(".big-b").click()
    page.get_by_role("button", name="No, mine is different. Post it").click()
    expect(page.get_by_role("heading", name="Tires dumped by the steps")).to_be_visible()


@pytest.mark.trial
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_on_cards_and_voice(town, house, window, scheme, size):
    page = window(town.people["Luis"], scripts=True, color_scheme=scheme, viewport=SIZES[size])
    page.goto(POST)
    write(page)
    page.locator(".big-b").click()
    expect(page.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Yes, add my voice").click()
    expect(page.get_by_role("heading", name="Your voice counts")).to_be_visible()
    check(page)


def check(page):
    """What axe finds, and what scrolls sideways on the smallest phone."""
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.response["passes"]
    assert [(found["id"], found["nodes"][0]["html"][:160]) for found in result.response["violations"]] == []
    size = page.viewport_size
    page.set_viewport_size(SMALLEST)
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.set_viewport_size(size)
