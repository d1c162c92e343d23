"""Priya works through her queue by keys alone; typing is never taken for a key."""

import pytest
from playwright.sync_api import expect

from community.cases.models import Case
from tests import make
from tests.cast import city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]


def test_a_liaison_goes_through_the_queue_by_keys(db, window):
    town = city(db)
    for number in range(40):
        values = {"opened_at": town.cases["case"].opened_at, "opened_by": "votes", "state": "open"}
        db.add(Case(board_id=town.juniper.id, agency_id=town.sanitation.id, title=f"Bags {number}", **values))
    db.commit()
    page = window(town.people["Priya"], viewport={"width": 1280, "height": 900})
    page.goto("/desk?view=open")
    rows = page.locator(".q")
    page.keyboard.press("j")
    expect(rows.nth(0).locator("a.wide-only")).to_be_focused()
    for key in "jjjjkk":
        page.keyboard.press(key)
    expect(rows.nth(2).locator("a.wide-only")).to_be_focused()
    page.keyboard.press("x")
    expect(rows.nth(2).locator("[data-tick]")).to_be_checked()
    page.keyboard.press("/")
    page.keyboard.type("jxk?")
    expect(page.locator("#q")).to_have_value("jxk?")
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**case=*")
    page.keyboard.press("i")
    expect(page.locator("#say-words")).to_be_focused()
    expect(page.locator("input[value=internal]")).to_be_checked()
    page.keyboard.press("Escape")
    with page.expect_navigation():  # until it is loaded: a key pressed before is nobody's
        page.keyboard.press("a")
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    page.keyboard.press("?")
    page.wait_for_url("**/desk/keys")
    with page.expect_navigation():
        page.get_by_role("button", name="Turn keys off").click()
    page.goto("/desk?view=open")
    expect(page.locator("[data-key]")).to_have_count(1)  # the link that turns them on
    page.keyboard.press("j")
    expect(rows.nth(2).locator("a:focus")).to_have_count(0)


@pytest.mark.trial
def test_after_an_act_the_next_case_is_one_key_away(db, window, an_hour):
    town = city(db)
    for number in range(4):
        values = {"opened_at": town.cases["case"].opened_at, "opened_by": "votes", "state": "open"}
        values |= {"needs_answer_since": town.cases["case"].opened_at, "board_id": town.juniper.id}
        db.add(Case(agency_id=town.sanitation.id, title=f"Bags {number}", **values))
    db.commit()
    page = window(town.people["Priya"], viewport={"width": 1280, "height": 900})
    focused, words = page.locator(".q a.wide-only:focus"), page.locator("#say-words")

    def press(*keys):
        for key in keys:
            page.keyboard.press(key)

    def go(key):
        with page.expect_navigation():  # until it is loaded: a key pressed before is nobody's
            page.keyboard.press(key)

    page.goto("/desk")
    press("j", "x", "j")
    go("Enter")
    expect(focused).to_have_text("Bags 0")
    expect(page.locator("[data-tick]:checked")).to_have_count(1)  # not lost on the way
    press("r")
    page.keyboard.type("A crew comes.")
    press("Escape", "j")
    go("Enter")
    press("k")
    go("Enter")
    expect(words).to_have_value("A crew comes.")
    press("r")
    go("Control+Enter")
    expect(focused).to_have_text("Bags 1")  # "Bags 0" left the list; what follows it is next, not the first
    go("z")
    expect(words).to_be_focused()
    expect(words).to_have_value("A crew comes.")
    go("Control+Enter")
    expect(focused).to_have_text("Bags 1")
    go("Enter")
    go("c")
    expect(page.locator("[name=code][value=done]")).to_be_focused()
    press("Space", "d")
    expect(page.locator("#duplicate_of")).to_be_focused()
    press("Escape", "n")
    page.keyboard.type("The water company")
    while page.evaluate("document.activeElement.id") != "close-words":
        press("Tab")
    page.keyboard.type("They own the pipe.")
    go("Control+Enter")
    expect(focused).to_have_text("Bags 2")
    go("Enter")
    go("e")
    go("j")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bags 3")
    go("Escape")
    expect(focused).to_have_text("Bags 3")


@pytest.mark.trial
def test_two_liaisons_see_each_other_on_a_case(db, window):
    town = city(db)
    make.liaison(db, town.people["Sam"], town.sanitation)
    db.commit()
    first, second = window(town.people["Priya"]), window(town.people["Sam"])
    for page in (first, second):
        page.goto(f"/desk/case/{town.cases['case'].id}")
    expect(second.locator("[data-here]")).to_have_text("Priya has this case open too.")
    first.evaluate("dispatchEvent(new Event('visibilitychange'))")
    expect(first.locator("[data-here]")).to_have_text("Sam has this case open too.")


@pytest.mark.trial
def test_escape_leaves_the_field_and_then_the_page_but_never_loses_words(db, window, an_hour):
    town = city(db)
    page = window(town.people["Priya"], viewport={"width": 1280, "height": 900})
    page.goto("/desk?view=open")
    page.keyboard.press("j")
    page.keyboard.press("x")
    with page.expect_navigation():
        page.keyboard.press("b")
    words = page.locator("#words")
    expect(words).to_be_focused()
    page.keyboard.type("A crew comes")
    page.keyboard.press("Escape")
    expect(words).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("a.back")).to_be_focused()  # the words stand nowhere else: the way out is shown, not taken
    expect(words).to_have_value("A crew comes")
    words.fill("")
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("Escape")
    expect(page.locator(".dk")).to_be_visible()
    page.goto("/desk/new")
    with page.expect_navigation():
        page.keyboard.press("Escape")
    expect(page.locator(".dk")).to_be_visible()
    page.goto("/desk/new")
    with page.expect_navigation():
        page.keyboard.press("?")
    expect(page.get_by_role("heading", level=1)).to_have_text("Keys of the desk")
