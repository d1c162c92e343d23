"""Neighbors talk under a post: two levels, one stone for what was taken back, nobody's name where none was given."""

import pytest
from sqlalchemy import select

from community import clock
from community.activity.models import Activity
from community.cases.models import Case
from community.comments.actions import write_comment
from community.comments.models import Comment
from community.errors import TooMany
from community.limits import HOUR
from community.observations.models import Observation
from tests import hostile, make
from tests.browser import readable


@pytest.fixture
def luis(made, browser):
    return browser(made.people["Luis"])


def say(person, post, words="Same here.", **more):
    return person.post(f"/o/{post.id}/comments", words=words, **more)


def newest(db):
    found = db.scalars(select(Comment).order_by(Comment.id.desc()).limit(1)).one()
    db.commit()
    return found


def count(db, post):
    number = db.scalar(select(Observation.comment_count).where(Observation.id == post.id))
    db.commit()
    return number


def test_a_reply_lands_where_it_stands_and_is_counted(db, made, luis):
    post = made.posts["open"]
    page = say(luis, post)
    comment = newest(db)
    assert page.location.endswith(f"/o/{post.id}#c{comment.id}")
    assert (comment.words, comment.root_id, count(db, post)) == ("Same here.", None, 2)
    told = db.scalars(select(Activity)).one()
    data = {"comment_id": comment.id, "answered_id": None}
    assert (told.kind, told.observation_id, told.data) == ("comment_written", post.id, data)


def test_scripts_get_json(db, made, luis):
    answer = say(luis, made.posts["open"], json=True, status=200).json
    assert answer == {"comment_id": newest(db).id, "observation_id": made.posts["open"].id}
    refused = say(luis, made.posts["open"], " ", json=True, status=422).json
    assert refused == {"error": "Write something first.", "field": "words"}


def test_replies_nest_to_depth_two_and_go_on_flat(db, made, luis):
    post, first = made.posts["open"], made.comments["open"]
    say(luis, post, "Reply", reply_to=first.id)
    second = newest(db)
    say(luis, post, "Reply to the reply", reply_to=second.id)
    third = newest(db)
    assert (second.root_id, second.reply_to_id) == (first.id, first.id)
    assert (third.root_id, third.reply_to_id) == (first.id, second.id)


def test_a_reply_to_the_city_stands_under_its_word_and_the_case_waits(db, made, luis):
    case, post = made.cases["case"], made.posts["case"]
    case.needs_answer_since = None
    case.liaison_id = made.people["Priya"].id
    db.commit()
    say(luis, post, "Thank you.", follow_up=made.follow_up.id)
    answer = newest(db)
    assert (answer.follow_up_id, answer.root_id) == (made.follow_up.id, None)
    say(luis, post, "And when?", reply_to=answer.id)
    assert (newest(db).follow_up_id, newest(db).reply_to_id) == (made.follow_up.id, answer.id)
    db.refresh(case)
    assert case.needs_answer_since is not None


def test_the_citys_word_of_another_thread_is_not_there(db, made, luis):
    say(luis, made.posts["open"], follow_up=made.follow_up.id, status=404)
    say(luis, made.posts["case"], reply_to=made.comments["open"].id, status=404)
    for wrong in hostile.IDS:
        say(luis, made.posts["open"], reply_to=wrong, status=404)
    assert count(db, made.posts["open"]) == 1


def test_taking_back_leaves_a_stone_without_words_and_name(db, made, luis, browser):
    post = made.posts["open"]
    say(luis, post, "I should not have said this")
    mine = newest(db)
    say(browser(made.people["Ana"]), post, "What do you mean?", reply_to=mine.id)
    page = luis.post(f"/comments/{mine.id}/withdraw")
    assert page.location.endswith(f"/o/{post.id}#c{mine.id}")
    db.refresh(mine)
    assert (mine.words, mine.nameless) == ("", True)
    assert mine.withdrawn_at
    assert count(db, post) == 2
    db.commit()
    luis.post(f"/comments/{mine.id}/withdraw", status=404)
    say(browser(made.people["Ana"]), post, "Hello?", reply_to=mine.id, status=422)
    seen = browser(made.people["Nora"]).get(f"/o/{post.id}").text
    assert "should not have said" not in seen
    assert "What do you mean?" in seen


def test_only_the_author_takes_back(db, made, browser):
    for name in ("Ana", "Denise", "Max", "Priya", "Nora"):
        browser(made.people[name]).post(f"/comments/{made.comments['open'].id}/withdraw", status=403)
    db.refresh(made.comments["open"])
    assert made.comments["open"].words == "Still there."


def test_a_form_sent_twice_says_it_once(db, made, luis):
    first = say(luis, made.posts["open"], client_id="abcdefgh").location
    assert say(luis, made.posts["open"], "changed", client_id="abcdefgh").location == first
    assert count(db, made.posts["open"]) == 2


def test_a_nameless_reply_names_nobody(db, made, luis, browser):
    luis_name = made.people["Luis"].display_name
    db.delete(made.comments["open"])
    made.posts["open"].comment_count = 0
    db.commit()
    say(luis, made.posts["open"], "I saw the truck.", nameless="1")
    for reader in ("Ana", "Denise", "Priya", "Max"):
        page = readable(browser(made.people[reader]).get(f"/o/{made.posts['open'].id}"))
        assert "I saw the truck." in page
        assert luis_name not in page


def leaves_the_name_off(page):
    """Whether the form for a reply on this page offers that by itself."""
    return next(form for form in page.forms.values() if form.action.endswith("/comments"))["nameless"].checked


def test_who_spoke_without_a_name_is_not_named_by_the_next_reply_unasked(made, luis, browser):
    post, ana = made.posts["nameless"], browser(made.people["Ana"])
    for page in (f"/o/{post.id}", f"/o/{post.id}/comments"):
        assert leaves_the_name_off(ana.get(page))
        assert not leaves_the_name_off(luis.get(page))
    say(luis, made.posts["open"], "I saw the truck.", nameless="1")
    answered = made.comments["open"].id
    for page in (f"/o/{made.posts['open'].id}", f"/o/{made.posts['open'].id}/comments?reply_to={answered}"):
        assert leaves_the_name_off(luis.get(page))
        assert not leaves_the_name_off(ana.get(page))
    assert not leaves_the_name_off(luis.get(f"/o/{made.posts['case'].id}"))


@pytest.mark.parametrize("name", ["hidden", "withdrawn"])
def test_closed_threads_take_no_replies_and_keep_the_words(db, made, luis, name):
    post = made.posts.get(name) or made.posts["case"]
    if name == "withdrawn":
        post.state = "withdrawn"
        db.commit()
    page = say(luis, post, "My long careful words", status=422)
    assert "My long careful words" in page.text
    assert "takes no more replies" in page.text


@pytest.mark.parametrize("words", ["", " \u200b ", "x" * 2001])
def test_refused_words_come_back_filled_in(db, made, luis, words):
    page = say(luis, made.posts["open"], words, nameless="1", reply_to=made.comments["open"].id, status=422)
    form = next(form for form in page.forms.values() if form.action.endswith("/comments"))
    assert form["words"].value.strip() == words.replace("\u200b", "").strip()
    assert form["nameless"].checked
    assert form["reply_to"].value == str(made.comments["open"].id)
    assert "Still there." in page.text
    assert count(db, made.posts["open"]) == 1


def test_a_reply_has_a_page_of_its_own_where_there_are_no_scripts(made, luis):
    page = luis.get(f"/o/{made.posts['case'].id}/comments?follow_up={made.follow_up.id}")
    assert "A crew comes on Tuesday." in page.text
    form = next(form for form in page.forms.values() if form.action.endswith("/comments"))
    form["words"] = "Good."
    assert form.submit(status=303).location


def test_replies_an_hour_are_limited(db, app, made):
    who = make.identity(db, made.people["Luis"])
    post = made.posts["open"]
    for _ in range(app.knobs.limit_comments - 2):
        write_comment(db, who, post.id, "More", False, knobs=app.knobs)
    with pytest.raises(TooMany, match="replies an hour"):
        write_comment(db, who, post.id, "More", False, knobs=app.knobs)
    with clock.travel(HOUR):
        write_comment(db, who, post.id, "More", False, knobs=app.knobs)


@pytest.mark.parametrize("field", ["words", "nameless", "reply_to", "follow_up", "client_id", "back"])
def test_hostile_values_are_never_our_fault(made, luis, field):
    for value in hostile.VALUES:
        fields = {"words": "Some words", field: value}
        answer = luis.post(f"/o/{made.posts['open'].id}/comments", status=None, **fields)
        assert answer.status_int in (303, 404, 422, 429), (field, value)


def test_the_case_list_shows_who_waits(db, made, luis):
    say(luis, made.posts["case"])
    case = db.get_one(Case, made.cases["case"].id, populate_existing=True)
    assert case.needs_answer_since
    assert case.version == 1
