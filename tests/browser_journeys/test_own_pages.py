"""Forms on pages of their own, and the buttons of who looked, when the signal drops: the page stays, the words wait or
are kept, and what arrived is forgotten here."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from community.comments.models import Comment
from community.confirmations.models import Confirmation
from community.observations.models import Observation
from tests.browser_journeys.test_offline import BOARD, GOES_OUT, with_worker
from tests.cast import city

pytestmark = [
    pytest.mark.browser,
    pytest.mark.trial,
    pytest.mark.parametrize("engines", ["sqlite"], indirect=True),
]
KEPT = "Your draft is kept on this phone."


def all_gone_out(page: Page) -> None:
    """With the signal back, nothing waits and nothing is a draft."""
    page.context.set_offline(False)
    page.goto("/outbox")
    expect(page.get_by_text("Nothing waits. Everything has gone out.")).to_be_visible(timeout=GOES_OUT)
    expect(page.locator("[data-drafts] li")).to_have_count(0)


def add_voice(page: Page) -> None:
    """Begin a post like one that stands there, and add a voice to that instead: what was typed is a reply's draft."""
    page.goto(f"{BOARD}/post")
    page.get_by_label("Address or street").fill("5814 Larch St")
    page.get_by_label("In one line").fill("Tires dumped by the steps")
    page.get_by_label("In one line").press("Tab")
    page.get_by_role("button", name="Yes, add my voice").click()
    expect(page.get_by_text(KEPT)).to_be_visible()


def test_a_reply_from_the_page_of_a_voice_waits_and_goes_out(db, house, window, look):
    town = city(db)
    page = window(town.people["Luis"])
    with_worker(page)
    add_voice(page)
    page.context.set_offline(True)
    page.get_by_label("Your reply").fill("Five of them since Friday.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#live-note")).to_contain_text("Your reply waits on this phone")
    expect(page.get_by_label("Your reply")).to_have_count(0)
    all_gone_out(page)
    assert look(select(Comment.words).where(Comment.words.startswith("Five"))) == ["Five of them since Friday."]


def test_who_leaves_the_reply_out_finds_no_draft_of_it(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    add_voice(page)
    page.get_by_role("link", name="No reply, go to the post").click()
    expect(page.get_by_label("Your reply")).to_have_value("")
    page.goto("/outbox")
    expect(page.locator("[data-drafts] li")).to_have_count(0)


def test_a_reply_on_its_own_page_waits_and_one_that_is_refused_keeps_its_words(db, house, window, look):
    town = city(db)
    page = window(town.people["Luis"])
    with_worker(page)
    address = f"/o/{town.posts['open'].id}/comments"
    page.goto(address)
    page.get_by_role("button", name="Post reply").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("Your reply").fill("One more today.")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.goto(address)
    expect(page.get_by_label("Your reply")).to_have_value("One more today.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#live-note")).to_contain_text("Your reply waits on this phone")
    all_gone_out(page)
    page.goto(address)
    page.get_by_label("Your reply").fill("And another.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("ol.talk")).to_contain_text("And another.")
    expect(page.get_by_label("Your reply")).to_have_value("")
    said = select(Comment.words).where(Comment.words.in_(("One more today.", "And another.")))
    assert look(said.order_by(Comment.id)) == ["One more today.", "And another."]


def test_what_is_changed_in_a_post_comes_back_until_it_is_saved(db, house, window, look):
    town = city(db)
    post = town.posts["open"]
    page = window(town.people["Ana"])
    with_worker(page)
    page.goto(f"/o/{post.id}/edit")
    more = page.get_by_label("Tell us more")
    more.fill("The crew took half of it.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#live-note")).to_contain_text("Your words are kept on this phone. Send them")
    expect(more).to_have_value("The crew took half of it.")
    page.context.set_offline(False)
    page.goto(f"/o/{post.id}")
    page.goto(f"/o/{post.id}/edit")
    expect(more).to_have_value("The crew took half of it.")
    expect(page.get_by_text("Your draft from")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("The crew took half of it.")
    page.goto(f"/o/{post.id}/edit")
    expect(page.get_by_text("Your draft from")).to_have_count(0)
    assert look(select(Observation.description).where(Observation.id == post.id)) == ["The crew took half of it."]


def test_what_somebody_saw_waits_from_its_own_page(db, house, window, look):
    town = city(db)
    post = town.posts["open"]
    page = window(town.people["Luis"])
    with_worker(page)
    page.goto(f"/o/{post.id}/confirm")
    page.get_by_label("I see it too").check()
    page.get_by_label("Words").fill("Two are back.")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("#live-note")).to_contain_text("Your answer waits on this phone")
    page.goto("/outbox")
    expect(page.locator("[data-item]")).to_contain_text("Your answer: I see it too")
    all_gone_out(page)
    assert look(select(Comment.words).where(Comment.words == "Two are back."))
    assert look(select(Confirmation.says).where(Confirmation.person_id == town.people["Luis"].id))[-1] == "seen"
