"""What was pressed and did not arrive, or arrived unseen: nothing typed is lost, and nothing untrue is said."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from community.observations.models import Observation
from tests import make
from tests.browser_journeys.test_offline import BOARD, GOES_OUT, with_worker
from tests.cast import city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
WORDS = "A crew comes on Friday."


@pytest.mark.trial
def test_a_post_at_a_place_on_two_boards_goes_out_to_the_board_it_was_written_on(db, house, window, look):
    town = city(db)
    make.board(db, "Larch Street Merchants")
    page = window(town.people["Luis"])
    with_worker(page)
    page.context.set_offline(True)
    page.goto(f"{BOARD}/post")
    page.get_by_label("In one line").fill("Light out at the corner")
    page.evaluate("""() => {
      const { lat, lon } = document.querySelector("[data-compose]").elements;
      [lat.value, lon.value] = ["42.35", "-71.05"];
    }""")
    page.get_by_role("button", name="Post on Juniper Square").last.click()
    expect(page.locator("#live-note")).to_contain_text("Your post waits on this phone")
    page.context.set_offline(False)
    page.goto("/outbox")
    expect(page.get_by_text("Nothing waits. Everything has gone out.")).to_be_visible(timeout=GOES_OUT)
    boards = look(select(Observation.board_id).where(Observation.title == "Light out at the corner"))
    assert boards == [town.juniper.id]


@pytest.mark.trial
def test_an_upvote_that_waits_reads_alike_before_and_after_the_copy_is_opened_again(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    with_worker(page)
    page.context.set_offline(True)
    page.goto(BOARD)
    button = page.locator(f'form[data-vote="{town.posts["open"].id}"] button')
    title = town.posts["open"].title
    expect(button).to_have_text("0")
    button.click()
    for _time in range(2):
        expect(page.get_by_text("Your upvote is waiting")).to_be_visible()
        expect(button).to_have_text("1")
        expect(button).to_have_attribute("aria-label", f"You upvoted: {title}. 1 in all. Press to take it back")
        page.reload()
    expect(page.locator(".offl")).to_contain_text("No signal.")
    page.context.set_offline(False)
    expect(page.locator(".offl")).to_contain_text("The signal is back.")
    expect(page.locator(".offl")).not_to_contain_text("No signal.")


@pytest.mark.trial
def test_an_answer_that_found_nobody_stands_in_its_form_again_until_it_has_arrived(db, house, window, an_hour):
    town = city(db)
    page = window(town.people["Priya"])
    address = f"/desk/case/{town.cases['case'].id}"
    page.goto(address)
    field = page.locator("#say-words")
    field.fill(WORDS)
    page.route("**/answer", lambda route: route.abort())
    page.get_by_role("button", name="Publish answer").click()
    page.wait_for_url("chrome-error://**")
    page.unroute("**/answer")
    page.goto(address)
    expect(field).to_have_value(WORDS)
    with page.expect_navigation():
        page.get_by_role("button", name="Publish answer").click()
    expect(page.get_by_text(WORDS).first).to_be_visible()
    expect(field).to_have_value("")
    page.goto(address)
    expect(field).to_have_value("")


@pytest.mark.trial
def test_a_reply_that_arrived_is_not_called_lost_because_it_cannot_be_shown(db, house, window):
    town = city(db)
    page = window(town.people["Ana"])
    page.goto(f"/o/{town.posts['open'].id}")
    page.route("**/entries?*", lambda route: route.abort())
    page.get_by_label("Your reply").fill("Now two")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#live-note")).to_have_text("Your reply is posted. It shows here in a moment.")
    expect(page.get_by_role("button", name="1 new reply")).to_have_count(0)
    page.get_by_label("Your reply").fill("And a third")
    page.unroute("**/entries?*")
    expect(page.locator("ol.talk")).to_contain_text("Now two")
    expect(page.get_by_label("Your reply")).to_be_focused()
    expect(page.locator("#live-note")).to_have_text("")
    expect(page.get_by_role("button", name="1 new reply")).to_have_count(0)


@pytest.mark.trial
@pytest.mark.usefixtures("two_minutes")
def test_an_answer_taken_back_before_it_was_looked_at_waits_no_more(db, house, window):
    town = city(db)
    luis, priya = window(town.people["Luis"]), window(town.people["Priya"])
    luis.goto(f"/o/{town.posts['case'].id}")
    priya.goto(f"/desk/case/{town.cases['case'].id}")
    priya.locator("#say-words").fill(WORDS)
    with priya.expect_navigation():
        priya.get_by_role("button", name="Publish answer").click()
    expect(luis.get_by_role("button", name="1 new reply")).to_be_visible()
    with priya.expect_navigation():
        priya.keyboard.press("z")
    expect(luis.get_by_role("button", name="1 new reply")).to_have_count(0)
