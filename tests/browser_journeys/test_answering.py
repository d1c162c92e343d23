"""An answer to a neighbor: the one form of a thread turns into it, and back."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from community.comments.models import Comment
from tests.cast import city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]


@pytest.mark.trial
def test_the_form_becomes_an_answer_and_after_it_is_nobodys(db, house, window, look):
    town = city(db)
    page = window(town.people["Ana"])
    page.goto(f"/o/{town.posts['open'].id}")
    reply = page.locator("a[data-reply]").first
    reply.click()
    expect(page.get_by_text("Your answer to Luis.")).to_be_visible()
    expect(page.get_by_label("Your reply")).to_be_focused()
    page.get_by_role("button", name="Reply to the post instead").click()
    expect(page.get_by_text("Your answer to Luis.")).to_have_count(0)
    reply.click()
    page.get_by_label("Your reply").fill("Thank you for looking.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("ol.talk")).to_contain_text("Thank you for looking.")
    expect(page.locator("[data-answering]")).to_have_count(0)
    asked = select(Comment.reply_to_id).where(Comment.words == "Thank you for looking.")
    assert look(asked) == [town.comments["open"].id]
