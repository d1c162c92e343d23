"""Photos made without a signal: they wait with their words, are seen and changed on the phone, go out once."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from community.comments.models import Comment
from community.observations.models import Observation
from community.photos.models import Photo, Upload
from community.photos.rules import CHUNK
from tests.browser_journeys.test_offline import BOARD, with_worker
from tests.browser_journeys.test_photos import busy_street, chosen
from tests.browser_journeys.until import GOES_OUT, kept, until, with_signal_again
from tests.cast import city
from tests.photos import pictures

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
GONE_OUT = "Nothing waits. Everything has gone out."


def back_online(page: Page) -> None:
    """The signal comes back, and everything goes out."""
    page.context.set_offline(False)
    page.goto("/outbox")
    expect(page.get_by_text(GONE_OUT)).to_be_visible(timeout=GOES_OUT)


def post_called(db: Any, title: str) -> Observation:
    """The one post of this title."""
    found: Observation = db.query(Observation).filter_by(title=title).one()
    return found


def post_with_photos(page: Page, number: int = 1, **words: str) -> None:
    """A post made from the saved form, without a signal."""
    page.goto(f"{BOARD}/post")
    for label, said in ({"In one line": "Light out in the playground", "Landmark": "By the swings"} | words).items():
        page.get_by_label(label).fill(said)
    page.get_by_label("Choose photos").set_input_files(
        [chosen(f"{one}.jpg", pictures.jpeg(image=busy_street())) for one in range(number)]
    )
    expect(page.locator("[data-size]").last).to_contain_text("KB")
    page.get_by_label("What does the photo show?").first.fill("A dark lamp")
    page.get_by_role("button", name="Post on Juniper Square").last.dblclick()
    expect(page.locator("#live-note")).to_contain_text("Your post waits on this phone")
    expect(page.locator("li.pic")).to_have_count(0)


@pytest.mark.trial
def test_a_post_and_a_reply_with_photos_wait_are_seen_and_go_out_once(db, house, window):
    town = city(db)
    post = town.posts["open"]
    page = window(town.people["Luis"])
    with_worker(page)
    page.goto(f"/o/{post.id}")
    page.context.set_offline(True)
    page.get_by_label("Your reply").fill("It looks like this today")
    page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.small()))
    expect(page.locator("[data-size]")).to_contain_text("KB")
    page.get_by_role("button", name="Post reply").dblclick()
    expect(page.locator("#live-note")).to_contain_text("Your reply waits on this phone")
    expect(page.locator("li.pic")).to_have_count(0)
    post_with_photos(page, 2)
    page.goto("/outbox")
    items = page.locator("[data-item]")
    expect(items.nth(0)).to_contain_text("Reply, 1 photo.")
    expect(items.nth(1)).to_contain_text("Post, 2 photos.")
    expect(items.locator("img")).to_have_count(3)
    until(page, "[...document.querySelectorAll('[data-item] img')].every((one) => one.naturalWidth > 0)")
    page.context.set_offline(False)
    expect(page.get_by_text(GONE_OUT)).to_be_visible(timeout=GOES_OUT)
    made = db.query(Observation).filter_by(title="Light out in the playground").one()
    said = db.query(Comment).filter_by(words="It looks like this today").one()
    photos = db.query(Photo).order_by(Photo.comment_id, Photo.position).all()
    assert sorted((photo.observation_id, photo.comment_id is not None, photo.alt) for photo in photos) == sorted(
        [(post.id, True, ""), (made.id, False, "A dark lamp"), (made.id, False, "")]
    )
    assert said.observation_id == post.id


@pytest.mark.trial
def test_what_came_up_before_the_tab_was_killed_is_not_sent_twice(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    with_worker(page)
    context = page.context
    context.set_offline(True)
    post_with_photos(page)
    pieces: list[tuple[str, str]] = []

    def lose_the_second(route) -> None:
        request = route.request
        if request.method == "PATCH":
            pieces.append((request.url, request.headers["upload-offset"]))
        if len(pieces) == 2 and request.method == "PATCH":
            route.abort()
        else:
            route.continue_()

    page.goto("/outbox")  # without a signal still: a page that is left while it sends has its piece cut
    context.route("**/photos/uploads/*", lose_the_second)
    with page.expect_event("requestfailed", lambda failed: failed.method == "PATCH"):
        context.set_offline(False)
    page.close()
    page = context.new_page()
    page.goto("/outbox")
    expect(page.get_by_text(GONE_OUT)).to_be_visible(timeout=GOES_OUT)
    address, _offset = pieces[0]
    assert {url for url, _offset in pieces} == {address}
    offsets = [int(offset) for _url, offset in pieces]
    assert offsets[:3] == [0, CHUNK, CHUNK]
    assert offsets.count(0) == 1
    assert db.query(Photo).count() == 1
    assert db.query(Observation).filter_by(title="Light out in the playground").count() == 1


@pytest.mark.trial
def test_a_photo_is_taken_out_before_it_goes_and_a_cancelled_post_never_goes(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    with_worker(page)
    page.context.set_offline(True)
    post_with_photos(page, 2)
    post_with_photos(page, **{"In one line": "Never to be sent"})
    page.goto("/outbox")
    page.locator("[data-item]").nth(1).get_by_role("button", name="Delete").click()
    expect(page.locator("[data-item]")).to_have_count(1)
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("button", name="Remove photo").first.click()
    page.get_by_label("In one line").fill("Light out by the slide")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-item] img")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.get_by_text(GONE_OUT)).to_be_visible(timeout=GOES_OUT)
    made = db.query(Observation).filter(Observation.author_id == town.people["Luis"].id).one()
    assert made.title == "Light out by the slide"
    assert (db.query(Photo).one().observation_id, db.query(Photo).one().alt) == (made.id, "")


@pytest.mark.trial
def test_a_refused_post_comes_back_with_its_photo_and_one_the_server_forgot_is_sent_again(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    with_worker(page)
    page.context.set_offline(True)
    post_with_photos(page, Landmark="")
    page.context.set_offline(False)
    page.goto("/outbox")
    item = page.locator("[data-item]")
    expect(item).to_contain_text("Not sent: Say where it is", timeout=GOES_OUT)
    expect(item.locator("img")).to_be_visible()
    db.query(Photo).delete()
    db.query(Upload).delete()
    db.commit()
    item.get_by_role("button", name="Edit").click()
    page.get_by_label("Landmark").fill("By the swings")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(GONE_OUT)).to_be_visible(timeout=GOES_OUT)
    assert db.query(Photo).one().observation_id == post_called(db, "Light out in the playground").id


@pytest.mark.trial
def test_a_draft_keeps_its_photos(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    page.goto(f"{BOARD}/post")
    page.get_by_label("In one line").fill("Loose manhole cover")
    page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.small()))
    expect(page.locator("[data-size]")).to_contain_text("KB")
    expect(page.get_by_text("Your draft is kept on this phone.")).to_be_visible()
    assert page.evaluate(PHOTOS_IN_DRAFTS, 1)
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"{BOARD}/post")
    expect(page.get_by_label("In one line")).to_have_value("Loose manhole cover")
    expect(page.locator("li.pic img")).to_be_visible()
    page.get_by_label("Landmark").fill("In front of the laundromat")
    page.get_by_role("button", name="Post on Juniper Square").last.click()
    expect(page.locator("article img")).to_have_count(1)
    until(page, "!sessionStorage.posted")  # the page of the post forgets the draft when its script is here
    page.goto(f"{BOARD}/post")
    expect(page.locator("li.pic")).to_have_count(0)


PHOTOS_IN_DRAFTS = """(number) => new Promise((done) => {
  let looks = 600;
  const asked = indexedDB.open("stoop");
  const look = () => {
    const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => {
      const found = all.result.flatMap(({ photos = [] }) => photos).length === number;
      if (!found && (looks -= 1)) return requestAnimationFrame(look);
      asked.result.close();
      done(found);
    };
  };
  asked.onsuccess = look;
})"""
SHARE = """async (bytes) => {
  const where = { method: "post", action: "/share", enctype: "multipart/form-data" };
  const form = Object.assign(document.createElement("form"), where);
  const file = Object.assign(document.createElement("input"), { type: "file", name: "photo_file" });
  const chosen = new DataTransfer();
  chosen.items.add(new File([new Uint8Array(bytes)], "shared.jpg", { type: "image/jpeg" }));
  file.files = chosen.files;
  const words = Object.assign(document.createElement("input"), { name: "text", value: "Light out since Monday" });
  form.append(file, words);
  document.body.append(form);
  form.submit();
}"""


@pytest.mark.trial
def test_a_photo_shared_without_a_signal_waits_for_its_board(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    with_worker(page)
    kept(page, f"{BOARD}/post")
    page.goto("/outbox")
    page.context.set_offline(True)
    page.evaluate(SHARE, list(pictures.jpeg()))
    draft = page.locator("[data-drafts] li")
    expect(draft.first).to_contain_text("Light out since Monday")
    expect(draft.locator("img")).to_have_count(1)
    page.reload()
    page.get_by_role("button", name="Post on Juniper Square").click()
    expect(page.get_by_label("In one line")).to_have_value("Light out since Monday")
    expect(page.locator("li.pic img")).to_be_visible()
    page.get_by_label("Landmark").fill("By the swings")
    page.get_by_role("button", name="Post on Juniper Square").last.click()
    expect(page.locator("#live-note")).to_contain_text("Your post waits on this phone")
    back_online(page)
    expect(page.locator("[data-drafts] li")).to_have_count(0)
    assert db.query(Photo).one().observation_id == post_called(db, "Light out since Monday").id


KEPT_AND_SENT = """(form) => {
  document.dispatchEvent(new Event("visibilitychange"));
  form.dispatchEvent(new Event("sent"));
}"""
"""The draft is being kept, its photos not read yet, at the moment at which the form has been sent."""
DRAFTS = """() => new Promise((tell) => {
  const asked = indexedDB.open("stoop");
  asked.onsuccess = () => {
    const count = asked.result.transaction("drafts").objectStore("drafts").count();
    count.onsuccess = () => { asked.result.close(); tell(count.result); };
  };
})"""


@pytest.mark.trial
def test_a_draft_that_is_being_kept_as_its_form_is_sent_does_not_come_back(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    page.goto(f"{BOARD}/post")
    page.get_by_label("In one line").fill("Light out in the playground")
    page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.jpeg()))
    expect(page.locator("[data-size]")).to_contain_text("KB")
    expect(page.get_by_text("Your draft is kept on this phone.")).to_be_visible()
    page.get_by_label("Landmark").press_sequentially("B")
    page.locator("form[data-compose]").evaluate(KEPT_AND_SENT)
    page.wait_for_timeout(1_000)  # longer than a draft waits to be kept, and than its photos take to be read

    assert page.evaluate(DRAFTS) == 0


@pytest.mark.trial
def test_clearing_at_sign_out_takes_the_photos_along_and_keeping_leaves_them_to_their_owner(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    with_worker(page)
    page.context.set_offline(True)
    post_with_photos(page)
    page.route("**/outbox/ready", lambda route: route.abort())
    with_signal_again(page, "/me")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("On this phone you have: 1 thing waiting to be sent. The")).to_be_visible()
    page.get_by_role("button", name="Clear them and sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.goto("/outbox")
    expect(page.get_by_text(GONE_OUT)).to_be_visible()
    assert page.evaluate(EMPTY)


EMPTY = """() => new Promise((done) => {
  const asked = indexedDB.open("stoop");
  asked.onsuccess = () => {
    const count = asked.result.transaction("outbox").objectStore("outbox").count();
    count.onsuccess = () => {
      asked.result.close();
      done(count.result === 0);
    };
  };
})"""
