"""A captain's block walk offline: the signal comes and goes, a tab is killed, then all is there once, in order."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from community import clock
from community.confirmations.models import Confirmation
from community.observations.models import ExactPlace, Observation
from community.photos.models import Photo
from tests import make
from tests.browser_journeys.test_photos import chosen
from tests.browser_journeys.until import GOES_OUT, kept, worker_ready
from tests.cast import city
from tests.photos import pictures

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
WALK = "/b/juniper-square/walk"
PHONE = {"width": 390, "height": 844}
HERE = {"latitude": 42.35, "longitude": -71.05}
THINGS = 20


def ready_to_walk(page: Page) -> None:
    """Open the walk with a signal until the phone has kept it."""
    page.goto("/")
    page.goto(WALK)
    worker_ready(page)
    page.goto(WALK)
    kept(page, WALK)


def note(page: Page, number: int, *, photo: bool = True, press: str = "dblclick") -> None:
    """One thing: photo, kind, spot, next; pressed twice, as people do."""
    form = page.locator("form[data-walk]")
    if photo:
        form.get_by_label("Choose photos").set_input_files(chosen(f"{number}.jpg", pictures.jpeg()))
        expect(form.locator("[data-size]")).to_have_text("Photo, 4 KB")
    form.get_by_role("radio", name="Pothole").check()
    form.get_by_label("In a few words").fill(f"Thing {number:02}")
    form.get_by_role("button", name="Use the spot where I stand").click()
    expect(form.get_by_text("We use the spot where you stand.")).to_be_visible()
    getattr(form.get_by_role("button", name="Note it and go on"), press)()
    expect(form.get_by_label("In a few words")).to_have_value("")
    expect(form.locator("li.pic")).to_have_count(0)


@pytest.mark.trial
def test_twenty_things_and_a_roll_call_on_a_bad_signal(db, house, window):
    town = city(db)
    month = timedelta(days=25)
    old = [
        make.observation(db, town.juniper, town.people["Ana"], f"Old {number}", created_at=clock.now() - month)
        for number in range(2)
    ]
    began = clock.now()
    denise = town.people["Denise"]
    page = window(denise, viewport=PHONE, geolocation=HERE, permissions=["geolocation"])
    ready_to_walk(page)
    context = page.context
    for number in range(THINGS):
        context.set_offline(number % 5 != 4)
        note(page, number, photo=number % 2 == 0)
        if number == 7:
            page.get_by_role("button", name="I see it too: Old 0").click()
            expect(page.get_by_text("You said it is still there.")).to_be_visible()
        if number == 11:
            page.close()
            page = context.new_page()
            page.goto(WALK)
            expect(page.locator("#walked")).to_contain_text("12 noted")
            page.get_by_role("button", name="It is gone: Old 1").click()
    context.set_offline(True)
    page.reload()
    expect(page.locator("#walked")).to_contain_text("20 noted")
    context.set_offline(False)
    page.goto(WALK)
    expect(page.locator("#walked")).to_have_text("20 noted", timeout=GOES_OUT)
    expect(page.locator("[data-part=noted] a")).to_have_count(THINGS)
    page.get_by_role("button", name="End this walk").click()
    expect(page.get_by_role("heading", name="Your walk today")).to_be_focused()
    with house.app.sessions.reading() as session:
        posts = session.scalars(select(Observation).where(Observation.author_id == denise.id).order_by(Observation.id))
        made = list(posts)
        assert [post.title for post in made] == [f"Thing {number:02}" for number in range(THINGS)]
        assert [post.created_at for post in made] == sorted(post.created_at for post in made)
        assert all(began - timedelta(minutes=1) <= post.created_at <= clock.now() for post in made)
        assert {post.service_id for post in made} == {town.pothole.id}
        assert [bool(post.photo_key) for post in made] == [number % 2 == 0 for number in range(THINGS)]
        assert session.query(Photo).filter(Photo.posted_at.is_not(None)).count() == THINGS / 2
        spots = [session.get(ExactPlace, post.id) for post in made]
        assert {(spot.lat, spot.lon) for spot in spots} == {(42.35, -71.05)}
        said = [(row.observation_id, row.says) for row in session.query(Confirmation).filter_by(person_id=denise.id)]
        assert sorted(said) == [(old[0].id, "seen"), (old[1].id, "gone")]


@pytest.mark.trial
def test_a_tab_killed_before_next_brings_photo_kind_and_words_back(db, house, window):
    town = city(db)
    page = window(town.people["Denise"], viewport=PHONE)
    ready_to_walk(page)
    context = page.context
    context.set_offline(True)
    form = page.locator("form[data-walk]")
    form.get_by_role("radio", name="Pothole").check()
    form.get_by_label("Landmark").fill("By the swings")
    form.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.jpeg()))
    expect(form.locator("[data-size]")).to_have_text("Photo, 4 KB")
    form.get_by_label("What does the photo show?").fill("A deep hole")
    expect(page.get_by_text("Your draft is kept on this phone.")).to_be_visible()
    assert page.evaluate(DRAFT_HAS, "A deep hole")
    page.close()
    page = context.new_page()
    page.goto(WALK)
    form = page.locator("form[data-walk]")
    expect(form.get_by_label("Landmark")).to_have_value("By the swings")
    expect(form.locator("li.pic img")).to_be_visible()
    expect(form.get_by_label("What does the photo show?")).to_have_value("A deep hole")
    form.get_by_role("button", name="Note it and go on").click()
    expect(page.locator("#walked")).to_have_text("1 noted, 1 waiting")
    page.reload()
    expect(page.locator("#walked")).to_have_text("1 noted, 1 waiting")
    expect(form.locator("li.pic")).to_have_count(0)
    context.set_offline(False)
    expect(page.locator("#walked")).to_have_text("1 noted", timeout=GOES_OUT)
    post = db.query(Observation).filter_by(landmark="By the swings").one()
    photo = db.query(Photo).one()
    assert (post.title, photo.observation_id, photo.alt) == ("Pothole", post.id, "A deep hole")


@pytest.mark.trial
def test_who_writes_without_a_pause_has_a_draft_all_the_same_when_the_tab_dies(db, house, window):
    """It dies without a word to the page, as a phone kills it."""
    town = city(db)
    page = window(town.people["Denise"], viewport=PHONE)
    page.add_init_script(NO_LAST_WORD)
    page.goto("/b/juniper-square/post")
    page.get_by_label("More, if it helps").evaluate(WRITES_ON)
    expect(page.get_by_text("Your draft is kept on this phone.")).to_be_visible()
    assert page.evaluate(DRAFT_HAS, "The wall leans over the path and")
    context = page.context
    page.close()
    page = context.new_page()
    page.goto("/b/juniper-square/post")
    expect(page.get_by_label("More, if it helps")).to_have_value(re.compile("^The wall leans over the path and"))


NO_LAST_WORD = """for (const kind of ["visibilitychange", "pagehide"]) {
  addEventListener(kind, (event) => event.stopImmediatePropagation(), true);
}"""
WRITES_ON = """(field) => {
  const letters = [..."The wall leans over the path and ", ..."it grows and grows ".repeat(99)];
  setInterval(() => {
    field.value += letters.shift();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, 50);
}"""
DRAFT_HAS = """(words) => new Promise((done) => {
  let looks = 600;
  const asked = indexedDB.open("stoop");
  const look = () => {
    const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => {
      const said = all.result.flatMap(({ fields, photos }) => [...fields.flat(), ...photos.map(({ alt }) => alt)]);
      const found = said.some((one) => one.startsWith(words));
      if (!found && (looks -= 1)) return requestAnimationFrame(look);
      asked.result.close();
      done(found);
    };
  };
  asked.onsuccess = look;
})"""
"""Waits until the phone has kept these words (a promise is waited for)."""


@pytest.mark.trial
def test_what_is_missing_is_said_without_a_signal_and_what_the_server_refuses_comes_back(db, house, window):
    town = city(db)
    far = {"latitude": 42.35, "longitude": -70.95}
    page = window(town.people["Denise"], geolocation=far, permissions=["geolocation"])
    ready_to_walk(page)
    page.context.set_offline(True)
    form = page.locator("form[data-walk]")
    form.get_by_text("Something else").click()
    form.get_by_role("button", name="Note it and go on").click()
    expect(form.get_by_text("Say in a few words what it is.")).to_be_visible()
    form.get_by_label("In a few words").fill("Sign hangs loose")
    form.get_by_role("button", name="Note it and go on").click()
    expect(form.get_by_text("Say where it is: the spot where you stand")).to_be_visible()
    form.get_by_label("Landmark").fill("By the swings")
    form.get_by_role("button", name="Use the spot where I stand").click()
    expect(form.get_by_text("We use the spot where you stand.")).to_be_visible()
    form.get_by_role("button", name="Note it and go on").click()
    expect(page.locator("#walked")).to_have_text("1 noted, 1 waiting")
    page.context.set_offline(False)
    expect(page.locator("[data-part=noted] .meta")).to_have_text("Not sent", timeout=GOES_OUT)
    page.get_by_role("link", name="See what waits on this phone").click()
    expect(page.locator("[data-item]")).to_contain_text("on Marble Hill")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Use the spot from the phone").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nothing waits. Everything has gone out.")).to_be_visible(timeout=GOES_OUT)
    post = db.query(Observation).filter_by(title="Sign hangs loose").one()
    assert (post.landmark, post.lat) == ("By the swings", None)


@pytest.mark.trial
def test_without_scripts_the_form_comes_back_to_the_walk(db, house, window):
    town = city(db)
    page = window(town.people["Denise"], scripts=False)
    page.goto(WALK)
    page.get_by_role("radio", name="Pothole").check()
    page.get_by_label("Landmark").fill("By the swings")
    page.get_by_role("button", name="Note it and go on").click(no_wait_after=True)
    expect(page.locator("#walked")).to_have_text("1 noted")
    expect(page.get_by_label("Landmark")).to_have_value("")
    assert db.query(Observation).filter_by(landmark="By the swings").one().title == "Pothole"
