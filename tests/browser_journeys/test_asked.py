"""The city closes the case while the thread is open on the phones of Luis (a neighbor) and Nora (not of the board): the
question turns there and then, and turns back when the closing is undone."""

import pytest
from playwright.sync_api import expect

from tests.cast import city

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("two_minutes"),
    pytest.mark.parametrize("engines", ["sqlite"], indirect=True),
]


@pytest.mark.trial
def test_an_open_page_asks_what_there_is_to_ask_now(two_minutes, db, house, window):
    town = city(db)
    case, post = town.cases["case"].id, town.posts["case"].id
    luis, nora, priya = (window(town.people[name]) for name in ("Luis", "Nora", "Priya"))
    for page in (luis, nora):
        page.goto(f"/o/{post}")
    seen = luis.get_by_role("button", name="I see it too")
    asked = luis.locator("#looked")
    say = luis.get_by_role("link", name="Say what you saw")
    expect(asked.get_by_role("heading")).to_have_text("Are you near it?")
    expect(seen).to_be_visible()
    expect(say).to_have_count(0)
    priya.goto(f"/desk/case/{case}")
    close_as_done(priya, "The crew took it away on Tuesday.")

    expect(asked.get_by_role("heading")).to_have_text("Is it fixed?")
    expect(seen).to_be_hidden()
    expect(say).to_be_visible()
    expect(nora.locator("#looked").get_by_role("heading")).to_have_text("Is it fixed?")
    expect(nora.get_by_role("link", name="Say what you saw")).to_have_count(0)

    with priya.expect_navigation():
        priya.keyboard.press("z")
    expect(asked.get_by_role("heading")).to_have_text("Are you near it?")
    expect(seen).to_be_visible()
    expect(say).to_have_count(0)

    priya.goto(f"/desk/case/{case}")
    close_as_done(priya, "Now it is really gone.")
    say.click()
    luis.get_by_label("Still there").check()
    with luis.expect_navigation():
        luis.get_by_role("button", name="Say it", exact=True).click()
    expect(asked).to_contain_text("0 say it is fixed, 1 that it is not.")
    expect(nora.locator("#looked")).to_contain_text("0 say it is fixed, 1 that it is not.")


def close_as_done(liaison, words):
    """On the page of the case, by its form."""
    liaison.get_by_text("Close the case").first.click()
    form = liaison.locator('form[action$="/close"]')
    form.locator('input[value="done"]').check()
    form.locator("textarea").fill(words)
    with liaison.expect_navigation():
        form.get_by_role("button", name="Close the case").click()
