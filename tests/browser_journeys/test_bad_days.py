"""Without scripts, without a socket, after a long sleep, with a refusal: all still works, and nothing is lost."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from community.activity.record import record
from community.moderation.models import BoardLog
from community.observations.facts import ObservationPosted
from community.observations.models import Observation
from community.people.actions.sign_ins import end_logins
from community.voting.actions import join_and_vote
from community.voting.models import Vote
from tests import make
from tests.browser_journeys.until import GOES_OUT, eventually, listening, until, worker_ready
from tests.cast import city
from tests.live.conftest import identity

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
"""What happens in the browser is the same on both engines."""


def test_without_scripts_a_neighbor_posts_votes_and_replies_by_forms(db, house, window):
    town = city(db)
    page = window(town.people["Luis"], scripts=False)
    page.goto("/b/juniper-square")
    page.get_by_role("button", name="Upvote: Tires by the steps").click()
    expect(page.get_by_role("button", name="You upvoted: Tires by the steps. 1 in all")).to_be_visible()
    page.get_by_role("link", name="Tires by the steps").click()
    page.get_by_role("link", name="Reply", exact=True).first.click()
    page.get_by_label("Your reply").fill("It is gone now.\n\nSomebody took it.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("ol.kids")).to_contain_text("Somebody took it.")
    page.get_by_role("link", name="Back to the board").click()
    page.get_by_role("link", name="Post what you see").first.click()
    page.get_by_label("In one line").fill("Loose manhole cover")
    page.get_by_role("button", name="Post on Juniper Square").last.click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("In one line")).to_have_value("Loose manhole cover")
    page.get_by_label("Landmark").fill("In front of the laundromat")
    page.get_by_role("button", name="Post on Juniper Square").last.click()
    expect(page.get_by_role("heading", name="Loose manhole cover")).to_be_visible()


@pytest.mark.trial
def test_the_live_server_goes_away_and_comes_back(app, db, house, window):
    town = city(db)
    post = town.posts["open"]
    page = window()
    with page.expect_websocket():
        page.goto("/b/juniper-square")
    house.live_stop()
    vote_of(house, town.people["Luis"], post)
    house.live_start()
    count = page.locator(f'[data-observation="{post.id}"] [data-votes="{post.id}"]')
    expect(count).to_have_text("1", timeout=GOES_OUT)
    vote_of(house, town.people["Nora"], post)
    expect(count).to_have_text("2")


@pytest.mark.trial
def test_a_form_left_open_while_its_person_signs_out_elsewhere_does_not_knock_on_and_on(db, house, window):
    luis = city(db).people["Luis"]
    page = window(luis)
    knocks: list[str] = []
    page.on("websocket", lambda knock: knocks.append(knock.url))
    listening(page, "/b/juniper-square/post")
    elsewhere = house.app.sessions.writing()
    with page.expect_websocket(timeout=GOES_OUT) as again, elsewhere as session, session.begin():
        end_logins(session, luis.id)
    if not again.value.is_closed():
        again.value.wait_for_event("close")
    page.evaluate("dispatchEvent(new Event('online'))")
    assert len(knocks) == 2
    expect(page.locator("#live-note")).to_be_hidden()


@pytest.mark.trial
def test_a_page_there_is_no_room_for_works_without_news_and_does_not_knock_all_the_time(db, house, window):
    city(db)
    house.live_stop()
    house.app.knobs = replace(house.app.knobs, limit_sockets=1)
    house.live_start()
    first = window()
    with first.expect_websocket():
        first.goto("/b/juniper-square")
    second, knocks = window(), []
    second.on("websocket", lambda socket: knocks.append(socket.url))
    second.clock.install()
    second.goto("/b/juniper-square")
    expect(second.locator("#live-note")).to_contain_text("No live news right now.")
    expect(second.get_by_role("heading", name="Juniper Square")).to_be_visible()
    for _half_a_minute in range(2):
        second.evaluate("dispatchEvent(new Event('online')); document.dispatchEvent(new Event('visibilitychange'))")
        second.clock.run_for(29_000)
    assert len(knocks) == 1
    first.close()
    with second.expect_websocket():
        second.clock.run_for(65_000)


@pytest.mark.trial
def test_a_page_that_slept_too_long_offers_to_be_loaded_again(db, house, window):
    town = city(db)
    page = window()
    with page.expect_websocket():
        page.goto("/b/juniper-square")
    house.live_stop()
    with house.app.sessions.writing() as session, session.begin():
        for _time in range(600):
            record(session, ObservationPosted(town.juniper.id, town.posts["open"].id))
    house.live_start()
    note = page.locator("#live-note")
    expect(note).to_contain_text("This page has been asleep for a while.", timeout=GOES_OUT)
    note.get_by_role("link", name="Load it again").click()
    expect(note).to_be_hidden()


def settle(page, address):
    """Open the page as somebody who has read here before: the shell is on the phone."""
    page.goto(address)
    page.goto("/b/juniper-square")
    worker_ready(page)
    page.goto(address)
    until(page, "navigator.serviceWorker.controller !== null")


@pytest.mark.trial
def test_a_refused_vote_goes_back_and_says_why(db, house, window):
    town = city(db)
    post = town.posts["open"]
    page = window(town.people["Luis"])
    settle(page, f"/o/{post.id}")
    observation = db.get_one(Observation, post.id)
    observation.state = "resolved"
    db.commit()
    button = page.locator("form[data-vote] button")
    button.click()
    expect(page.locator("#live-note")).not_to_be_empty()
    expect(button).to_have_attribute("aria-pressed", "false")
    page.context.set_offline(True)
    button.click()
    expect(page.locator("#live-note")).to_contain_text("Your upvote waits on this phone")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(page.locator("#live-note")).to_contain_text("Nothing is sent for this post.")
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.trial
def test_what_was_typed_waits_when_it_cannot_be_sent(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    settle(page, f"/o/{town.posts['open'].id}")
    page.get_by_label("Your reply").fill("I have the plate number")
    page.context.set_offline(True)
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#live-note")).to_contain_text("Your reply waits on this phone")
    expect(page.get_by_label("Your reply")).to_have_value("")
    page.context.set_offline(False)
    expect(page.locator("ol.talk")).to_contain_text("I have the plate number", timeout=GOES_OUT)
    expect(page.get_by_label("Your reply")).to_have_value("")
    expect(page.locator("ol.talk").get_by_text("I have the plate number")).to_have_count(1)


@pytest.mark.trial
def test_signed_out_a_vote_leads_to_sign_in(db, house, window):
    town = city(db)
    page = window()
    page.goto(f"/o/{town.posts['open'].id}")
    page.locator("form[data-vote] button").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.trial
def test_hidden_words_leave_an_open_page_and_a_script_in_words_stays_words(app, db, house, window):
    town = city(db)
    post = make.observation(db, town.juniper, town.people["Ana"], "<img src=x onerror=alert(1)>Mr. Quill")
    board, thread = window(), window()
    board.goto("/b/juniper-square?show=new")
    thread.goto(f"/o/{post.id}")
    expect(board.get_by_role("link", name="Mr. Quill")).to_be_visible()
    captain = window(town.people["Denise"])
    captain.goto(f"/o/{post.id}/hide")
    captain.get_by_label("Names or blames a person").check()
    captain.get_by_role("button", name="Hide").click()
    for page in (board, thread):
        expect(page.locator(f'[data-swap="title:{post.id}"]')).to_contain_text("Hidden by the rules of the house")
        expect(page.locator("main")).not_to_contain_text("Quill")
    assert db.query(BoardLog).count() == 1


def test_a_reply_by_somebody_else_waits_until_it_is_asked_for(db, house, window):
    town = city(db)
    post = town.posts["open"]
    page = window()
    page.goto(f"/o/{post.id}")
    before = page.locator("ol.talk > li").count()
    other = window(town.people["Ana"])
    other.goto(f"/o/{post.id}")
    for words in ("One tire rolled to the curb", "Now two"):
        other.get_by_label("Your reply").fill(words)
        other.get_by_role("button", name="Post reply").click()
        expect(other.locator("ol.talk")).to_contain_text(words)
    expect(page.get_by_role("button", name="2 new replies")).to_be_visible()
    assert page.locator("ol.talk > li").count() == before
    page.get_by_role("button", name="2 new replies").click()
    expect(page.locator("ol.talk > li")).to_have_count(before + 2)
    expect(page.locator("ol.talk > li").nth(before)).to_be_focused()
    expect(page.locator(f'h2 [data-comments="{post.id}"]')).to_have_text(str(before + 2))


def vote_of(house: Any, person: Any, post: Any) -> None:
    """An upvote from somewhere else."""
    who = identity(house.app, person)
    with house.app.sessions.writing() as session, session.begin():
        join_and_vote(session, who, post.id, house.app.knobs)


def test_an_upvote_pressed_on_the_way_to_another_page_counts(db, house, window, look):
    town = city(db)
    page = window(town.people["Luis"])
    page.goto(f"/o/{town.posts['open'].id}")
    page.evaluate(
        """() => {
          document.querySelector("form[data-vote] button").click();
          location.assign("/inbox");
        }"""
    )
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    # Nothing on the next page says when the server has heard of it.
    eventually(page, lambda: look(select(Vote.person_id)))
    page.goto(f"/o/{town.posts['open'].id}")
    expect(page.get_by_role("button", name="Upvoted. Press to take it back")).to_be_visible()
