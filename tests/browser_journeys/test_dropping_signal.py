"""Fifty deeds of one phone, some with a photo, the signal toggled at each, double taps, killed tabs, a wrong clock.

Each arrives once. The order of what was made without a signal is kept, so is the time it was made.
"""

import random
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from community import clock
from community.comments.models import Comment
from community.observations.models import Observation
from community.photos.models import Photo
from community.voting.models import Vote
from tests import make
from tests.browser_journeys.test_offline import with_worker
from tests.browser_journeys.test_photos import chosen
from tests.cast import city
from tests.photos import pictures

pytestmark = [
    pytest.mark.trial,
    pytest.mark.browser,
    pytest.mark.parametrize("engines", ["sqlite", "postgresql"], indirect=True),
]
DEEDS = 50
PICTURED = range(4, DEEDS, 10)
"""Deeds with a photo."""
WRONG_CLOCK = """(() => {
  const { now } = Date;
  Date.now = () => now() - 40 * 365 * 86_400_000;
})()"""
WAITING = """() => new Promise((done) => {
  const asked = indexedDB.open("stoop");
  asked.onsuccess = () => {
    const count = asked.result.transaction("outbox").objectStore("outbox").count();
    count.onsuccess = () => {
      asked.result.close();
      done(count.result);
    };
  };
})"""


def test_fifty_deeds_with_the_signal_coming_and_going_arrive_once_each(db, house, window):
    chance = random.Random(311)
    town = city(db)
    posts = [make.observation(db, town.juniper, town.people["Ana"], f"Bag number {number}") for number in range(DEEDS)]
    began = clock.now()
    page = window(town.people["Luis"])
    page.context.add_init_script(WRONG_CLOCK)
    context = page.context
    with_worker(page)
    for number, post in enumerate(posts):
        context.set_offline(False)
        page.goto(f"/o/{post.id}")
        expect(page.get_by_label("Your reply")).to_be_editable()
        context.set_offline(True)
        button = page.locator("form[data-vote] button")
        if number % 2:
            button.click()
            expect(button).to_have_attribute("data-held", "")
        else:
            reply(page, f"Deed {number}", pictured=number in PICTURED)
        if number % 7 == 3:
            page.close()
            page = context.new_page()
        if chance.random() < 0.5:
            context.set_offline(False)
    context.set_offline(False)
    page.goto("/outbox")
    other = context.new_page()
    other.goto("/outbox")
    for tab in (page, other):
        expect(tab.get_by_text("Nothing waits. Everything has gone out.")).to_be_visible(timeout=120_000)
    assert page.evaluate(WAITING) == 0
    luis = town.people["Luis"].id
    with house.app.sessions.reading() as session:
        said = session.query(Comment).filter(Comment.words.startswith("Deed ")).order_by(Comment.id).all()
        assert [row.words for row in said] == [f"Deed {number}" for number in range(0, DEEDS, 2)]
        assert all(began - timedelta(minutes=1) <= row.written_at <= clock.now() for row in said)
        shown = session.query(Photo).filter(Photo.posted_at.is_not(None)).order_by(Photo.comment_id).all()
        assert [photo.comment_id for photo in shown] == [row.id for row in said if int(row.words[5:]) in PICTURED]
        voted = {row.observation_id for row in session.query(Vote).filter_by(person_id=luis)}
        assert {post.id for post in posts[1::2]} <= voted
        counts = session.query(Observation.vote_count).filter(Observation.id.in_([post.id for post in posts[1::2]]))
        assert {count for (count,) in counts} == {1}


def reply(page: Page, words: str, *, pictured: bool) -> None:
    """Write it and press twice, as people do."""
    page.get_by_label("Your reply").fill(words)
    if pictured:
        page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.jpeg()))
        expect(page.locator("[data-size]")).to_contain_text("KB")
    page.get_by_role("button", name="Post reply").dblclick()
    expect(page.get_by_label("Your reply")).to_have_value("")
