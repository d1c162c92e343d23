"""Notices by mail, through a real SMTP server: when they go, what they say, and what became of each."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.activity.deliveries import MOST_TRIES
from community.activity.record import record
from community.cases.facts import CaseClosed
from community.comments.actions import withdraw_comment
from community.notices.actions_mail import choose
from community.notices.choosing import DEFAULTS, NEVER, Choices
from community.notices.models import Mailing, Notice
from tests import make
from tests.counting import asked
from tests.hostile import VALUES
from tests.notices.conftest import DAY, HOUR, MINUTE

WEEK = timedelta(days=7)


@pytest.fixture
def story(db, story):
    """Nobody gets mail who is not ``awake``: whether they would depends on the hour at which the story is told."""
    for person in story.people.values():
        choose(db, person.id, Choices("UTC", dict.fromkeys(DEFAULTS, NEVER)))
    db.commit()
    return story


@pytest.fixture
def awake(db, story):
    """``awake(name, **mail)``: no quiet hours, and these rhythms by group."""

    def set_wishes(name, **mail):
        wishes = Choices("UTC", quiet=None)
        choose(db, story.people[name].id, replace(wishes, mail={**wishes.mail, **mail}))
        db.commit()

    return set_wishes


@pytest.fixture
def city_says(browser, story):
    """``city_says(words)``: Priya answers on the case behind Ana's post."""
    version = iter(range(1, 100))
    priya, desk = browser(story.people["Priya"]), f"/desk/case/{story.cases['case'].id}"

    def say(words):
        number = next(version)
        if number == 1:
            priya.post(f"{desk}/take", version="1")
            number = next(version)
        priya.post(f"{desk}/answer", version=str(number), visible="public", words=words)

    return say


def reply(browser, story, name, words, post="case", **more):
    browser(story.people[name]).post(f"/o/{story.posts[post].id}/comments", words=words, **more)


def states(look, person):
    return look(select(Mailing.state).where(Mailing.person_id == person.id).order_by(Mailing.id))


def test_the_citys_answer_to_my_own_post_comes_by_mail_at_once(
    story, browser, awake, city_says, post_office, worker, later, look
):
    awake("Ana")
    city_says("A crew <b>comes</b> on Friday.")
    worker()
    assert post_office.taken == [], "a moment is left for more of the same"
    later(MINUTE)
    [mail] = post_office.taken
    assert mail.to.startswith("ana")
    assert mail.message["Subject"] == "City answered: Mattress in the alley, case"
    assert "Sanitation answered your post: “A crew <b>comes</b> on Friday.”" in mail.plain
    assert f"http://stoop.example/o/{story.posts['case'].id}?all=1#f" in mail.plain
    assert "A crew &lt;b&gt;comes&lt;/b&gt; on Friday." in mail.html
    assert "Hi Ana, " in mail.html
    assert "<script" not in mail.html
    assert states(look, story.people["Ana"]) == ["delivered"]
    assert "Delivered" in browser(story.people["Ana"]).get("/me/notices").text
    later(2 * WEEK)
    assert len(post_office.taken) == 1, "told by mail once"


def test_mails_of_one_thread_belong_together_and_none_is_sent_twice(story, awake, city_says, post_office, later):
    awake("Ana")
    city_says("On Friday.")
    later(MINUTE)
    city_says("No, on Monday.")
    later(2 * MINUTE)
    assert len(post_office.taken) == 1, "the next one about the thread waits a while"
    later(HOUR)
    first, second = (mail.message for mail in post_office.taken)
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == second["References"] == second["In-Reply-To"]
    assert re.fullmatch(r"<http://stoop\.example/mail/stop/[\w.-]+>", first["List-Unsubscribe"].strip())
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first["Auto-Submitted"] == "auto-generated"


def test_five_neighbors_are_one_line_of_one_mail_on_friday(db, story, browser, awake, post_office, later):
    awake("Ana")
    awake("Priya")
    for name in ("Luis", "Denise", "Nora", "Rosa", "Max"):
        reply(browser, story, name, f"{name} saw it.")
    later(HOUR)
    assert post_office.taken == []
    later(WEEK)
    [mail] = post_office.taken
    assert "5 neighbors replied to your post" in mail.plain
    assert mail.message["Subject"] == "Your week on Stoop: 5 replies to you"
    assert "Fridays" in mail.plain
    later(3 * WEEK)
    # Denise is a captain: what she wrote waits for the city, and the desk is told so. Ana has her one mail.
    assert [one.to[:3] for one in post_office.taken] == ["ana", "pri"]
    assert "<b>5 neighbors replied</b> to your post" in browser(story.people["Ana"]).get("/inbox").text


def test_however_much_happens_a_digest_is_one_mail(db, story, browser, awake, post_office, later):
    awake("Nora", boards="daily", followed="daily")
    nora = browser(story.people["Nora"])
    nora.post("/b/juniper-square/follow", do="follow")
    nora.post(f"/o/{story.posts['case'].id}/follow", do="follow")
    from tests.notices.test_following import posted

    for _ in range(12):
        posted(browser, db, story)
    reply(browser, story, "Luis", "Still there.")
    later(DAY)
    [mail] = hers(post_office)
    assert "12 things on your boards" in mail.message["Subject"]
    assert "And 4 more in your inbox" in mail.plain
    later(WEEK)
    assert len(hers(post_office)) == 1


def hers(post_office):
    """Nora's mails. Ana, whose post it is, has a weekly one, on whatever day that is."""
    return [mail for mail in post_office.taken if mail.to.startswith("nora")]


def test_nobody_without_a_reason_gets_a_mail(story, browser, awake, city_says, post_office, later):
    awake("Ana")
    for name in ("Luis", "Nora", "Denise", "Rosa"):
        awake(name, followed="now", boards="now", replies="now")
    city_says("On Friday.")
    later(WEEK)
    assert {mail.to[:3] for mail in post_office.taken} == {"ana", "lui"}, "Luis replied to it"


def test_words_without_a_name_are_a_neighbors_in_the_mail_too(story, browser, awake, post_office, later):
    awake("Ana", replies="now")
    reply(browser, story, "Nora", "Keep me out of it.", nameless="1")
    later(MINUTE)
    [mail] = post_office.taken
    assert "A neighbor replied to your post" in mail.plain
    assert "Nora" not in str(mail.message)


def test_words_taken_back_before_the_mail_are_not_in_it(db, story, browser, awake, post_office, later, look):
    awake("Ana", replies="now")
    reply(browser, story, "Luis", "Oh no.")
    later(timedelta(0))
    comment_id = look(select(Notice.comment_id).where(Notice.person_id == story.people["Ana"].id))[0]
    withdraw_comment(db, make.identity(db, story.people["Luis"]), comment_id)
    db.commit()
    later(MINUTE)
    assert post_office.taken == []
    assert states(look, story.people["Ana"]) == ["nothing"]


def test_imported_history_mails_nobody(db, story, awake, post_office, later):
    awake("Ana")
    case = story.cases["case"]
    record(db, CaseClosed(case.board_id, case.id, story.follow_up.id, "done", 2), imported=True)
    db.commit()
    later(WEEK)
    assert post_office.taken == []


def wishes_form(**more):
    groups = ("city", "replies", "followed", "boards", "words")
    form = {f"mail_{group}": "weekly" for group in groups} | {"inbox_followed": "1", "inbox_boards": "1"}
    return form | {"digest_day": "4", "zone": "UTC", "quiet_from": "20", "quiet_to": "8", "inbox_replies": "1"} | more


def test_wishes_are_saved_and_kept_to(story, browser, post_office, city_says, later):
    ana = browser(story.people["Ana"])
    assert "How we reach you" in ana.get("/me").text
    ana.post("/me/notices", **wishes_form(mail_city="never", mail_replies="now", quiet_to="20"))
    page = ana.get("/me/notices?done=save").text
    assert "Saved." in page
    assert '<option value="now" selected>' in page
    city_says("On Friday.")
    later(WEEK)
    assert post_office.taken == []
    assert "On Friday." in ana.get("/inbox").text, "the city's answer always stands in the inbox"
    reply(browser, story, "Luis", "Thank you.")
    later(MINUTE)
    assert len(post_office.taken) == 1


@pytest.mark.trial
def test_what_is_chosen_for_neither_is_not_told(story, browser, told):
    ana = browser(story.people["Ana"])
    form = wishes_form(mail_replies="never")
    del form["inbox_replies"]
    ana.post("/me/notices", **form)
    reply(browser, story, "Luis", "Hello.")
    assert told(story.people["Ana"]) == []
    form = wishes_form(mail_replies="weekly")
    del form["inbox_replies"]
    ana.post("/me/notices", **form)
    reply(browser, story, "Luis", "Hello again.")
    assert told(story.people["Ana"]) == ["commented"]
    page = ana.get("/inbox").text
    assert "Hello again." not in page
    assert "Inbox, 1 new" not in page


@pytest.mark.trial
def test_a_pause_holds_mails_back_and_loses_none(story, browser, awake, city_says, post_office, later):
    awake("Ana")
    ana = browser(story.people["Ana"])
    ana.post("/me/notices", do="pause")
    assert "No mail until" in ana.get("/me/notices").text
    city_says("On Friday.")
    later(13 * DAY)
    assert post_office.taken == []
    ana.post("/me/notices", do="go_on")
    later(MINUTE)
    assert len(post_office.taken) == 1


@pytest.mark.trial
def test_wrong_wishes_come_back_as_a_page(story, browser):
    ana = browser(story.people["Ana"])
    for field in ("mail_city", "digest_day", "zone", "quiet_from"):
        for value in VALUES:
            page = ana.post("/me/notices", None, **wishes_form(**{field: value}))
            assert page.status_int in (303, 422)
            if page.status_int == 422:
                assert "There is a problem" in page.text
    ana.post("/me/notices", 422)


@pytest.fixture
def stop_link(story, awake, city_says, post_office, later):
    """Path of the link below a mail to Ana."""
    awake("Ana")
    city_says("On Friday.")
    later(MINUTE)
    return post_office.taken[0].message["List-Unsubscribe"].strip(" <>").removeprefix("http://stoop.example")


def test_opening_the_link_changes_nothing_and_its_button_does(
    story, stop_link, visitor, browser, city_says, post_office, later
):
    page = visitor.get(stop_link)
    assert "Stop these mails" in page.text
    assert "The city about my posts" in page.text
    city_says("On Monday.")
    later(HOUR)
    assert len(post_office.taken) == 2, "reading a link is no wish"
    visitor.post(stop_link, 303, csrf=False, rhythm="weekly")
    city_says("On Tuesday.")
    later(2 * HOUR)
    assert len(post_office.taken) == 2
    later(WEEK + DAY)
    assert len(post_office.taken) == 3
    assert "Once a week" in visitor.get(stop_link).text


def test_one_click_stops_without_cookie_or_token(story, stop_link, visitor, city_says, post_office, later, told):
    answer = visitor.post(stop_link, 200, csrf=False, **{"List-Unsubscribe": "One-Click"})
    assert "stop" in answer.text
    city_says("On Monday.")
    later(2 * WEEK)
    assert len(post_office.taken) == 1
    assert told(story.people["Ana"]) == ["answered", "answered"]


@pytest.mark.trial
def test_a_link_that_was_changed_does_nothing(story, stop_link, visitor, look):
    person = str(story.people["Ana"].id)
    for wrong in (
        stop_link[:-1] + "g",
        stop_link.replace(f"/{person}.", "/1."),
        stop_link.replace("city", "words"),
        "/mail/stop/x",
    ):
        if wrong != stop_link:
            assert visitor.get(wrong, None).status_int == 404
            assert visitor.post(wrong, None, csrf=False, rhythm="never").status_int == 404
    for value in VALUES:
        assert visitor.post(stop_link, None, csrf=False, rhythm=value).status_int == 404


def test_an_address_that_gives_mails_back_is_seen_by_its_owner_and_the_operator(
    db, story, browser, awake, post_office, later, look
):
    nell = make.person(db, "Nell", email="never@example.org")
    story.people["Nell"] = nell
    awake("Nell", replies="now")
    story.posts["nells"] = make.observation(db, story.juniper, nell, "Broken lamp")
    for number in range(4):
        reply(browser, story, "Luis", "I see it.", post="nells")
        later(number * HOUR + HOUR)
    assert post_office.taken == []
    assert states(look, nell) == ["bounced"] * 3
    page = browser(nell).get("/me/notices").text
    assert "Came back" in page
    assert "never@example.org" in page
    operator = browser(story.people["Ada"]).get("/admin").text
    assert f"Person {nell.id}" in operator
    assert "never@" not in operator
    browser(nell).post("/me/notices", do="address")
    assert "Try this address again" not in browser(nell).get("/me/notices").text
    reply(browser, story, "Luis", "Now?", post="nells")
    later(9 * HOUR)
    assert states(look, nell) == ["bounced"] * 4


def test_a_busy_server_is_tried_again_and_gets_the_mail_once(story, awake, city_says, post_office, later, look):
    awake("Ana")
    post_office.busy = 2
    city_says("On Friday.")
    later(MINUTE)
    assert states(look, story.people["Ana"]) == ["waiting"]
    for number in range(2, 6):
        later(number * MINUTE)
    assert len(post_office.taken) == 1
    assert states(look, story.people["Ana"]) == ["delivered"]


@pytest.mark.trial
def test_a_server_that_is_gone_for_two_days_is_given_up_on(story, app, browser, awake, city_says, later, look, caplog):
    before, app.knobs = app.knobs, replace(app.knobs, mail="smtp://127.0.0.1:1")
    awake("Ana")
    city_says("On Friday.")
    for number in range(MOST_TRIES + 2):
        later(MINUTE + number * 2 * HOUR)
    app.knobs = before
    assert states(look, story.people["Ana"]) == ["given_up"]
    assert "Given up after two days" in browser(story.people["Ana"]).get("/me/notices").text
    assert "Given up" in browser(story.people["Ada"]).get("/admin").text


def test_the_settings_page_asks_little(story, browser, engines):
    ana = browser(story.people["Ana"])
    with asked(engines) as questions:
        ana.get("/me/notices")
    assert len(questions) <= 6


def test_the_mail_is_small_and_needs_nothing_from_outside(story, awake, city_says, post_office, later):
    awake("Ana")
    city_says("On Friday.")
    later(MINUTE)
    html = post_office.taken[0].html
    assert len(html.encode()) < 8_000
    assert not re.search(r"<img|<link|src=|@import|url\(", html)


@pytest.mark.trial
def test_times_inside_are_aware(look, story, stop_link):
    [mailing] = look(select(Mailing))
    assert mailing.settled_at > mailing.made_at - HOUR
    assert mailing.made_at <= clock.now() + HOUR


def test_a_note_that_names_a_colleague_comes_by_mail_without_its_words_or_not_at_all(
    db, story, browser, awake, post_office, later
):
    people, case = story.people, story.cases["case"]
    people["Marcus"] = make.person(db, "Marcus")
    make.liaison(db, people["Marcus"], story.sanitation)
    awake("Marcus", words="now")
    desk, priya = f"/desk/case/{case.id}", browser(people["Priya"])
    priya.post(f"{desk}/note", version="1", visible="internal", words="The owner hides plows, @Marcus.")
    later(MINUTE)
    [mail] = post_office.taken
    assert mail.to.startswith("marcus")
    assert f"A staff note names you on case {case.reference}." in mail.plain
    assert f"http://stoop.example{desk}" in mail.plain
    assert "plows" not in mail.plain + mail.html + str(mail.message["Subject"])
    assert "Reply to this email" not in mail.plain
    priya.post(f"{desk}/note", version="2", visible="internal", words="@Marcus, once more.")
    later(timedelta(0))
    priya.post(f"{desk}/transfer", version="3", agency=str(story.streets.id), words="")
    later(DAY)
    assert len(post_office.taken) == 1, "the case had gone to another agency before the mail went"
