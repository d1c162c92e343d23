"""A captain changes how many upvotes a post needs, while neighbors look at the board and at a post."""

import pytest
from playwright.sync_api import expect

from community.boards.models import Board
from community.observations.models import Observation
from tests.cast import city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
"""What happens in the browser is the same on both engines."""

ASKED = "[data-asked]"


@pytest.fixture
def town(db):
    """The city; the board asks for 10, and Ana's tires have 3."""
    made = city(db)
    db.get_one(Board, made.juniper.id).threshold = 10
    db.get_one(Observation, made.posts["open"].id).vote_count = 3
    db.commit()
    return made


def listening(window, address, person=None, **options):
    """A window with this page open and its socket connected."""
    page = window(person, **options)
    with page.expect_websocket():
        page.goto(address)
    return page


def settings_of(window, town):
    """Denise, at the settings of her board."""
    page = window(town.people["Denise"])

    def ask(votes, who=None):
        page.goto("/b/juniper-square/settings")
        page.get_by_label("Upvotes that send a post to 311").fill(str(votes))
        if who:
            page.get_by_label(who).check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Everyone on the board sees it now.")).to_be_visible()

    return ask


def where(page, selector):
    """Where everything of this kind stands."""
    return page.locator(selector).evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")


def tree(place):
    """Every element below this one: name, attributes, words."""
    return place.locator("*").evaluate_all(
        "all => all.map(({ tagName, attributes, textContent }) =>"
        " [tagName, textContent.trim(), ...[...attributes].map(({ name, value }) => `${name}=${value}`).sort()])"
    )


@pytest.mark.trial
@pytest.mark.parametrize("width", [390, 1280])
def test_open_pages_count_anew_and_nothing_moves(db, house, window, town, width):
    ask, post = settings_of(window, town), town.posts["open"]
    size = {"width": width, "height": 900}
    board = listening(window, "/b/juniper-square", town.people["Luis"], viewport=size)
    thread = listening(window, f"/o/{post.id}", town.people["Luis"], viewport=size)
    row = board.locator(f'[data-swap="status:{post.id}"]')
    expect(row).to_contain_text("7 more to reach 311")
    expect(thread.locator(".sup .hero-n")).to_have_text("7 more")
    thread.get_by_label("Your reply").fill("I have the plate num")
    press, votes = where(thread, ".sup form"), where(board, "[data-vote], .vote-off")
    for number, left in ((8, "5"), (25, "22"), (12, "9"), (4, "1")):
        ask(number)
        expect(row).to_contain_text(f"{left} more to reach 311")
        expect(row.get_by_label(f"3 of {number} neighbors")).to_be_visible()
        expect(board.locator(f".facts {ASKED}")).to_have_text(str(number))
        expect(thread.locator(".sup .hero-n")).to_have_text(f"{left} more")
        expect(thread.locator(".sup").get_by_label(f"3 of {number} neighbors")).to_be_visible()
        expect(thread.locator(f".sup {ASKED}")).to_have_text(str(number))
        words = "1 more upvote" if left == "1" else f"{left} more upvotes"
        expect(thread.locator(".steps .next b")).to_have_text(words)
        assert where(thread, ".sup form") == press
        assert where(board, "[data-vote], .vote-off") == votes
    drawn = tree(row), tree(thread.locator(f'[data-swap="support:{post.id}"]'))
    expect(thread.get_by_label("Your reply")).to_be_focused()
    expect(thread.get_by_label("Your reply")).to_have_value("I have the plate num")
    for page in (board, thread):
        page.reload()
    assert drawn == (tree(row), tree(thread.locator(f'[data-swap="support:{post.id}"]')))  # as the server draws it


@pytest.mark.trial
def test_a_post_at_the_city_and_another_board_keep_what_they_show(db, house, window, town):
    ask = settings_of(window, town)
    sent = listening(window, f"/o/{town.posts['case'].id}")
    other = listening(window, "/b/marble-hill")
    board = listening(window, "/b/juniper-square")
    shown = sent.locator("main").inner_text(), other.locator("main").inner_text()
    ask(5)
    expect(board.locator(f".facts {ASKED}")).to_have_text("5")
    assert (sent.locator("main").inner_text(), other.locator("main").inner_text()) == shown


@pytest.mark.trial
def test_when_upvotes_cease_to_count_the_page_offers_to_show_it(db, house, window, town):
    ask, post = settings_of(window, town), town.posts["open"]
    board, thread = listening(window, "/b/juniper-square"), listening(window, f"/o/{post.id}")
    ask(10, "The block captain only")
    for page in (board, thread):
        expect(page.get_by_role("button", name="Show what changed")).to_be_visible()
        page.get_by_role("button", name="Show what changed").click()
    expect(board.locator(".facts")).to_contain_text("Block captains send a post to 311")
    expect(thread.locator(".sup")).to_contain_text("On this board a block captain sends posts")


@pytest.mark.trial
def test_without_a_socket_nothing_changes_until_the_page_is_read_again(db, house, window, town):
    ask = settings_of(window, town)
    house.live_stop()
    board = window()
    board.goto("/b/juniper-square")
    ask(8)
    expect(board.locator(f".facts {ASKED}")).to_have_text("10")
    board.reload()
    expect(board.locator(f".facts {ASKED}")).to_have_text("8")
    house.live_start()
