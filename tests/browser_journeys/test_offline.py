"""When the signal drops: saved copies, drafts, the outbox. What happens in the browser is the same on both engines."""

import pytest
from playwright.sync_api import Page, expect

from community.comments.models import Comment
from community.observations.models import Observation
from community.voting.models import Vote
from tests.browser_journeys.conftest import sign_in
from tests.browser_journeys.until import GOES_OUT, kept, until, with_signal_again, worker_ready
from tests.cast import city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]

BOARD = "/b/juniper-square"
ALL_KEPT = """async () => {
  let all = "";
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      if (answer.headers.get("Content-Type")?.includes("html")) all += await answer.text();
    }
  }
  return all;
}"""


def with_worker(page: Page) -> None:
    """Read the board until the worker has a copy of it and of its form."""
    page.goto("/")
    page.goto(BOARD)
    worker_ready(page)
    for path in (BOARD, f"{BOARD}/post"):
        kept(page, path)


def reply_without_signal(page: Page, words: str) -> None:
    """A reply that waits on the phone."""
    page.get_by_label("Your reply").fill(words)
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("#live-note")).to_contain_text("Your reply waits on this phone")


def begin_reply(page: Page, words: str) -> None:
    """A reply that is a draft still."""
    page.get_by_label("Your reply").fill(words)
    expect(page.get_by_text("Your draft is kept on this phone.")).to_be_visible()


def test_a_board_read_before_is_there_without_a_signal_and_names_nobody(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    with_worker(page)
    kept = page.evaluate(ALL_KEPT)
    assert "Tires by the steps" in kept
    assert "Luis" not in kept
    assert "data-person" not in kept
    page.context.set_offline(True)
    page.goto(BOARD)
    expect(page.get_by_role("heading", name="Juniper Square")).to_be_visible()
    expect(page.locator("[data-fresh]")).to_contain_text("Saved copy,")
    expect(page.get_by_text("No signal. You see the copy from")).to_be_visible()
    page.goto(f"/o/{town.posts['open'].id}")
    expect(page.get_by_role("heading", name="No signal")).to_be_visible()
    page.get_by_role("link", name="Juniper Square").click()
    expect(page.locator("[data-fresh]")).to_contain_text("Saved copy,")
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").first.click()
    expect(page.locator("[data-fresh]")).to_contain_text("Up to date,")


@pytest.mark.trial
def test_a_saved_copy_asks_only_strangers_to_join_and_sign_in(db, house, window):
    town = city(db)
    page = window(town.people["Luis"], viewport={"width": 390, "height": 844})
    with_worker(page)
    page.context.set_offline(True)
    asked = {
        BOARD: ["Sign in", "Join", "Sign in"],
        f"{BOARD}/post": ["Sign in", "The name you choose", "You sign in or"],
        "/outbox": ["Sign in", "Sign in"],
        "/o/1/edit": ["Sign in", "Sign in"],  # no copy: the page that says so
    }
    for path, words in asked.items():
        page.goto(path)
        parts = page.locator("[data-stranger]")
        assert all(said in found for said, found in zip(words, parts.all_inner_texts(), strict=True)), path
        expect(parts.filter(visible=True)).to_have_count(0)
        expect(page.get_by_role("link", name="Sign in")).to_have_count(0)
    page.evaluate("delete localStorage.person")  # signed out
    page.goto(BOARD)
    expect(page.get_by_text("No signal.")).to_be_visible()
    expect(page.locator("[data-stranger]").filter(visible=True)).to_have_count(3)


def test_an_upvote_a_reply_and_a_post_wait_and_go_out_by_themselves(db, house, window, look):
    town = city(db)
    post = town.posts["open"]
    page = window(town.people["Luis"])
    with_worker(page)
    page.goto(f"/o/{post.id}")
    page.context.set_offline(True)
    page.locator("form[data-vote] button").click()
    expect(page.get_by_text("Your upvote is waiting")).to_be_visible()
    page.get_by_label("Post without my name").check()
    reply_without_signal(page, "One more tire today.")
    expect(page.get_by_label("Your reply")).to_have_value("")
    expect(page.get_by_label("Post without my name")).to_be_checked()
    page.goto(f"{BOARD}/post")
    page.get_by_label("In one line").fill("Light out in the playground")
    page.get_by_label("Landmark").fill("By the swings")
    page.get_by_role("button", name="Post on Juniper Square").last.click()
    expect(page.locator("#live-note")).to_contain_text("Your post waits on this phone")
    page.goto("/outbox")
    expect(page.locator("[data-item]")).to_have_count(3)
    expect(page.locator("[data-item]").first).to_contain_text("Upvote")
    page.context.set_offline(False)
    expect(page.get_by_text("Nothing waits. Everything has gone out.")).to_be_visible(timeout=GOES_OUT)
    assert len(look(Vote.__table__.select().where(Vote.person_id == town.people["Luis"].id))) == 1
    with house.app.sessions.reading() as session:
        assert session.query(Comment).filter_by(words="One more tire today.").one().nameless
        made = session.query(Observation).filter_by(title="Light out in the playground").one()
        assert made.author_id == town.people["Luis"].id
        assert made.landmark == "By the swings"


@pytest.mark.trial
def test_a_draft_comes_back_after_a_killed_tab_and_can_be_deleted(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    page.goto(f"{BOARD}/post")
    page.get_by_label("In one line").fill("Loose manhole cover")
    page.get_by_label("Landmark").fill("In front of the laundromat")
    page.get_by_label("Post without my name").check()
    expect(page.get_by_text("Your draft is kept on this phone.")).to_be_visible()
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"{BOARD}/post")
    expect(page.get_by_label("In one line")).to_have_value("Loose manhole cover")
    expect(page.get_by_label("Landmark")).to_have_value("In front of the laundromat")
    expect(page.get_by_label("Post without my name")).to_be_checked()
    expect(page.get_by_text("Your draft from")).to_be_visible()
    page.get_by_role("button", name="Delete draft").click()
    expect(page.get_by_label("In one line")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Landmark")).to_have_value("")
    expect(page.get_by_label("Post without my name")).not_to_be_checked()


@pytest.mark.trial
def test_a_draft_that_was_posted_is_gone_and_a_refused_one_is_not(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    page.goto(f"{BOARD}/post")
    page.get_by_label("In one line").fill("Loose manhole cover")
    expect(page.get_by_text("Your draft is kept on this phone.")).to_be_visible()
    page.get_by_role("button", name="Post on Juniper Square").last.click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("In one line")).to_have_value("Loose manhole cover")
    page.get_by_label("Landmark").fill("In front of the laundromat")
    page.get_by_role("button", name="Post on Juniper Square").last.dblclick()
    expect(page.get_by_role("heading", name="Loose manhole cover")).to_be_visible()
    begin_reply(page, "Half a reply")
    page.goto(f"{BOARD}/post")
    expect(page.get_by_label("In one line")).to_have_value("")
    page.goto("/outbox")
    expect(page.locator("[data-drafts]")).to_contain_text("Half a reply")
    expect(page.locator("[data-drafts] li")).to_have_count(1)
    with house.app.sessions.reading() as session:
        assert session.query(Observation).filter_by(title="Loose manhole cover").count() == 1


def test_another_person_on_the_same_phone_neither_sees_nor_sends(db, house, window):
    town = city(db)
    post = town.posts["open"]
    page = window(town.people["Luis"])
    with_worker(page)
    page.goto(f"/o/{post.id}")
    page.context.set_offline(True)
    reply_without_signal(page, "Only Luis may say this")
    begin_reply(page, "And half a thought")
    page.close()
    context = page.context
    sign_in(house, context, town.people["Ana"])
    context.set_offline(False)
    other = context.new_page()
    other.goto("/outbox")
    expect(other.get_by_text("Nothing waits.")).to_be_visible()
    other.goto(f"/o/{post.id}")
    expect(other.get_by_label("Your reply")).to_have_value("")
    with other.expect_response("**/me"):
        other.goto("/me")
    with house.app.sessions.reading() as session:
        assert session.query(Comment).filter_by(words="Only Luis may say this").count() == 0
    sign_in(house, context, town.people["Luis"])
    other.goto(f"/o/{post.id}")
    expect(other.locator("ol.talk")).to_contain_text("Only Luis may say this", timeout=GOES_OUT)
    expect(other.get_by_label("Your reply")).to_have_value("And half a thought")
    with house.app.sessions.reading() as session:
        (said,) = session.query(Comment).filter_by(words="Only Luis may say this").all()
        assert said.author_id == town.people["Luis"].id


@pytest.mark.trial
@pytest.mark.parametrize(("choice", "left"), [("Clear them and sign out", 0), ("Keep them and sign out", 2)])
def test_signing_out_offers_to_clear(db, house, window, choice, left):
    town = city(db)
    page = window(town.people["Luis"])
    with_worker(page)
    page.goto(f"/o/{town.posts['open'].id}")
    page.context.set_offline(True)
    reply_without_signal(page, "Waiting")
    begin_reply(page, "Half")
    page.route("**/outbox/ready", lambda route: route.abort())
    with_signal_again(page, "/me")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("On this phone you have: 1 thing waiting to be sent. 1 draft.")).to_be_visible()
    page.get_by_role("button", name=choice).click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert page.evaluate("localStorage.person ?? ''") == ""
    assert page.evaluate(COUNT) == left


COUNT = """() => new Promise((done) => {
  const asked = indexedDB.open("stoop");
  asked.onsuccess = () => {
    const store = asked.result.transaction(["drafts", "outbox"]);
    const [one, two] = ["drafts", "outbox"].map((name) => store.objectStore(name).count());
    store.oncomplete = () => done(one.result + two.result);
  };
})"""


@pytest.mark.trial
def test_one_that_is_refused_comes_back_with_its_words_is_mended_and_goes_out(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    with_worker(page)
    page.context.set_offline(True)
    page.goto(f"{BOARD}/post")
    page.get_by_label("In one line").fill("Light out in the playground")
    page.get_by_role("button", name="Post on Juniper Square").last.click()
    expect(page.locator("#live-note")).to_contain_text("Your post waits on this phone")
    page.context.set_offline(False)
    page.goto("/outbox")
    item = page.locator("[data-item]")
    expect(item).to_contain_text("Not sent: Say where it is", timeout=GOES_OUT)
    expect(item).to_contain_text("Light out in the playground")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 422):
        page.get_by_role("button", name="Try again now").click()
    expect(item).to_contain_text("Not sent: Say where it is")
    for address in (BOARD, "/inbox"):
        page.goto(address)
        expect(page.get_by_text("1 thing you wrote could not be sent.")).to_be_visible()
    page.get_by_role("link", name="See what waits").click()
    item.get_by_role("button", name="Edit").click()
    page.get_by_label("Landmark").fill("By the swings")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nothing waits. Everything has gone out.")).to_be_visible(timeout=GOES_OUT)
    with house.app.sessions.reading() as session:
        (made,) = session.query(Observation).filter_by(title="Light out in the playground").all()
        assert made.landmark == "By the swings"
    page.goto(BOARD, wait_until="networkidle")
    expect(page.locator("#refused")).to_have_count(0)


@pytest.mark.trial
def test_what_waits_can_be_changed_and_taken_out_before_it_goes(db, house, window):
    town = city(db)
    post = town.posts["open"]
    page = window(town.people["Luis"])
    with_worker(page)
    page.goto(f"/o/{post.id}")
    page.context.set_offline(True)
    for words in ("First words", "Never to be sent"):
        page.get_by_label("Your reply").fill(words)
        page.get_by_role("button", name="Post reply").click()
        expect(page.get_by_label("Your reply")).to_have_value("")
    page.goto("/outbox")
    first, second = page.locator("[data-item]").nth(0), page.locator("[data-item]").nth(1)
    second.get_by_role("button", name="Delete").click()
    expect(page.locator("[data-item]")).to_have_count(1)
    first.get_by_role("button", name="Edit").click()
    page.get_by_label("Your reply").fill("Better words")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-item]")).to_contain_text("Better words")
    page.context.set_offline(False)
    expect(page.get_by_text("Nothing waits. Everything has gone out.")).to_be_visible(timeout=GOES_OUT)
    with house.app.sessions.reading() as session:
        said = {row.words for row in session.query(Comment).filter_by(author_id=town.people["Luis"].id)}
        assert "Better words" in said
        assert not said & {"First words", "Never to be sent"}


@pytest.mark.trial
def test_with_save_data_nothing_is_fetched_in_the_background(db, house, window):
    city(db)
    page = window(extra_http_headers={"Save-Data": "on"})
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    for _time in range(3):
        page.goto(BOARD, wait_until="networkidle")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert page.evaluate("caches.keys().then((names) => names.length)") == 0


@pytest.mark.trial
def test_a_visitor_without_a_signal_keeps_the_words(db, house, window):
    city(db)
    page = window()
    with_worker(page)
    page.context.set_offline(True)
    page.goto(f"{BOARD}/post")
    page.get_by_label("In one line").fill("Light out in the playground")
    page.get_by_role("button", name="Post on Juniper Square").last.click()
    expect(page.locator("#live-note")).to_contain_text("Your words are kept on this phone")
    page.context.set_offline(False)
    page.goto(f"{BOARD}/post")
    expect(page.get_by_label("In one line")).to_have_value("Light out in the playground")


@pytest.mark.trial
def test_what_keeps_drafts_is_fetched_with_the_first_letter_and_a_form_sent_untouched_waits_for_it(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    fetched: list[str] = []
    page.on("request", lambda sent: fetched.append(sent.url))

    def scripts() -> set[str]:
        return {url.rpartition("/")[2].partition(".js")[0] for url in fetched if ".js" in url}

    page.goto(f"/o/{town.posts['open'].id}", wait_until="networkidle")
    assert "drafts" in scripts()
    assert not scripts() & {"writing", "returning", "store", "outbox", "outgoing", "posting"}
    page.get_by_label("Your reply").press_sequentially("H")
    expect(page.get_by_text("Your draft is kept on this phone.")).to_be_visible()
    assert scripts() >= {"writing", "store"}
    assert not scripts() & {"outbox", "outgoing", "posting"}
    page.goto(f"{BOARD}/post", wait_until="networkidle")
    assert "pick" not in scripts()
    for label, words in {"In one line": "Loose manhole cover", "Landmark": "By the swings"}.items():
        page.get_by_label(label).evaluate("(field, words) => { field.value = words; }", words)
    assert "posting" not in scripts()
    page.get_by_role("button", name="Post on Juniper Square").last.dblclick()
    expect(page.get_by_role("heading", name="Loose manhole cover")).to_be_visible()
    assert "posting" in scripts()
    until(page, "!sessionStorage.posted")
    page.goto("/outbox")
    expect(page.locator("[data-drafts] li")).to_have_count(1)
    with house.app.sessions.reading() as session:
        assert session.query(Observation).filter_by(title="Loose manhole cover").count() == 1
