"""The very first page of a phone, and the signal drops before anything that works without one was fetched. What Luis
presses waits all the same, and arrives once."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from community.comments.models import Comment
from community.observations.models import Observation
from community.voting.models import Vote
from tests.browser_journeys.conftest import sign_in
from tests.browser_journeys.until import GOES_OUT, until
from tests.cast import City, city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
BOARD = "/b/juniper-square"
WAITS = "No signal. This waits on this phone and goes out by itself."
SLIPS = "JSON.parse(localStorage.slips ?? '[]').length"
NO_WORKER = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"


def first_visit(page: Page, path: str) -> None:
    """One page, read; then no signal any more."""
    page.goto(path, wait_until="networkidle")
    assert page.evaluate(NO_WORKER) == 0
    page.context.set_offline(True)


def votes(house: Any, town: City) -> list[int]:
    """The posts that have an upvote of Luis."""
    with house.app.sessions.reading() as session:
        return [row.observation_id for row in session.query(Vote).filter_by(person_id=town.people["Luis"].id)]


def arrived(page: Page, words: str) -> None:
    """The signal is back, and the page says that it went."""
    page.context.set_offline(False)
    expect(page.locator("#live-note")).to_contain_text(words, timeout=GOES_OUT)


def test_an_upvote_pressed_on_the_first_board_waits_and_arrives_once(db: Any, house: Any, window: Any) -> None:
    town = city(db)
    post = town.posts["open"]
    page = window(town.people["Luis"])
    first_visit(page, BOARD)
    button = page.locator(f'[data-observation="{post.id}"] form[data-vote] button')
    button.click()
    expect(page.locator("#live-note")).to_have_text(WAITS)
    expect(button).to_have_attribute("aria-pressed", "true")
    assert votes(house, town) == []

    arrived(page, "Your upvote has gone out.")
    assert votes(house, town) == [post.id]
    assert page.evaluate(SLIPS) == 0
    page.goto("/outbox")
    expect(page.get_by_text("Nothing waits.")).to_be_visible()
    page.goto(BOARD)
    expect(page.get_by_role("button", name="You upvoted: Tires by the steps. 1 in all")).to_be_visible()


@pytest.mark.trial
def test_pressed_again_without_a_signal_it_does_not_wait(db: Any, house: Any, window: Any) -> None:
    town = city(db)
    page = window(town.people["Luis"])
    first_visit(page, BOARD)
    button = page.locator(f'[data-observation="{town.posts["open"].id}"] form[data-vote] button')
    button.click()
    expect(page.locator("#live-note")).to_have_text(WAITS)
    button.click()
    expect(page.locator("#live-note")).to_be_hidden()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(SLIPS) == 0
    page.context.set_offline(False)
    page.goto("/outbox")
    expect(page.get_by_text("Nothing waits.")).to_be_visible()
    assert votes(house, town) == []


@pytest.mark.trial
@pytest.mark.parametrize("typed_before", [True, False])
def test_a_reply_on_the_first_page_waits_with_the_upvote_and_both_arrive_after_the_tab_was_killed(
    db: Any, house: Any, window: Any, typed_before: bool
) -> None:
    town = city(db)
    post = town.posts["open"]
    page = window(town.people["Luis"])
    path = f"/o/{post.id}"
    if typed_before:
        page.goto(path, wait_until="networkidle")
        page.get_by_label("Your reply").press_sequentially("One")
        expect(page.get_by_text("Your draft is kept on this phone.")).to_be_visible()
        page.context.set_offline(True)
    else:
        first_visit(page, path)
    page.get_by_label("Your reply").fill("One more tire today.")
    page.get_by_role("button", name="Post reply").dblclick()
    expect(page.locator("#live-note")).to_have_text(WAITS)
    expect(page.get_by_label("Your reply")).to_have_value("")
    page.locator("form[data-vote] button").click()
    expect(page.locator("form[data-vote] button")).to_have_attribute("aria-pressed", "true")
    until(page, f"{SLIPS} === 2")
    assert "csrf" not in page.evaluate("localStorage.slips")
    context = page.context
    page.close()

    context.set_offline(False)
    page, other = context.new_page(), context.new_page()
    page.goto(BOARD)
    other.goto("/outbox")
    expect(other.get_by_text("Nothing waits. Everything has gone out.")).to_be_visible(timeout=GOES_OUT)
    until(page, f"{SLIPS} === 0")
    page.goto(path)
    expect(page.locator("ol.talk")).to_contain_text("One more tire today.", timeout=GOES_OUT)
    assert votes(house, town) == [post.id]
    with house.app.sessions.reading() as session:
        assert session.query(Comment).filter_by(words="One more tire today.").count() == 1


@pytest.mark.trial
def test_a_post_written_on_the_first_page_waits_too(db: Any, house: Any, window: Any) -> None:
    town = city(db)
    page = window(town.people["Luis"])
    page.goto(f"{BOARD}/post", wait_until="networkidle")
    assert page.evaluate(NO_WORKER) == 0
    page.get_by_label("In one line").press_sequentially("Loose manhole cover")
    expect(page.get_by_text("Your draft is kept on this phone.")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_label("Landmark").fill("In front of the laundromat")
    page.get_by_role("button", name="Post on Juniper Square").last.dblclick()
    expect(page.locator("#live-note")).to_contain_text("Your post waits on this phone")
    arrived(page, "Your post has gone out.")
    with house.app.sessions.reading() as session:
        assert session.query(Observation).filter_by(title="Loose manhole cover").count() == 1


@pytest.mark.trial
def test_who_is_nobody_is_told_to_press_again(db: Any, window: Any) -> None:
    city(db)
    page = window()
    first_visit(page, BOARD)
    page.locator("form[data-vote] button").first.click()
    expect(page.locator("#live-note")).to_contain_text("Your upvote did not reach us.")
    assert page.evaluate(SLIPS) == 0


@pytest.mark.trial
def test_another_person_on_the_phone_does_not_send_it(db: Any, house: Any, window: Any) -> None:
    town = city(db)
    page = window(town.people["Luis"])
    first_visit(page, BOARD)
    page.locator(f'[data-observation="{town.posts["open"].id}"] form[data-vote] button').click()
    expect(page.locator("#live-note")).to_have_text(WAITS)
    context = page.context
    page.close()
    sign_in(house, context, town.people["Ana"])
    context.set_offline(False)
    hers = context.new_page()
    hers.goto("/outbox")
    expect(hers.get_by_text("Nothing waits.")).to_be_visible()
    assert votes(house, town) == []
    sign_in(house, context, town.people["Luis"])
    hers.goto("/outbox")
    expect(hers.locator("#live-note")).to_contain_text("Your upvote has gone out.", timeout=GOES_OUT)
    assert votes(house, town) == [town.posts["open"].id]
