"""The inbox: each is told of what concerns their own words, once, and nobody else is."""

import pytest
from sqlalchemy import select

from community.cases.actions import answer_case, close_case
from community.cases.models import Case
from community.notices.models import Notice
from tests import make
from tests.cast import city


@pytest.fixture
def made(db):
    return city(db)


@pytest.fixture
def told(app, look):
    """``told("Ana")``: kinds of notices in Ana's inbox, oldest first."""

    def kinds(person):
        return look(select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id))

    return kinds


def reply(browser, person, post, words, **fields):
    browser(person).post(f"/o/{post.id}/comments", words=words, **fields)


def test_a_reply_reaches_whoever_was_answered_and_the_author_of_the_post(made, browser, worker, told):
    people, post = made.people, made.posts["open"]
    reply(browser, people["Denise"], post, "I saw them too.", reply_to=made.comments["open"].id)
    worker()
    assert told(people["Luis"]) == ["replied"]
    assert told(people["Ana"]) == ["replied"]
    assert told(people["Denise"]) == []
    assert told(people["Nora"]) == []
    page = browser(people["Ana"]).get("/inbox")
    assert "Denise replied" in page
    assert "I saw them too." in page


def test_nobody_is_told_of_their_own_words(made, browser, worker, told):
    reply(browser, made.people["Ana"], made.posts["open"], "It is worse today.")
    worker()
    assert told(made.people["Ana"]) == []


def test_a_nameless_reply_names_nobody(made, browser, worker):
    reply(browser, made.people["Denise"], made.posts["open"], "I know who it is.", nameless="1")
    worker()
    page = browser(made.people["Ana"]).get("/inbox")
    assert "A neighbor replied" in page
    assert "Denise" not in page.text.partition("<main")[2]


def test_the_city_answers_and_closes_and_the_author_is_told_each_thing_once(made, db, browser, worker, told):
    case, priya = made.cases["case"], make.identity(db, made.people["Priya"])
    db.commit()
    answer_case(db, priya, case.id, version(db, case), "A crew comes tomorrow.")
    db.commit()
    close_case(db, priya, case.id, version(db, case), "done", "Cleared this morning.")
    db.commit()
    worker()
    worker()
    assert told(made.people["Ana"]) == ["answered", "closed"]
    assert told(made.people["Luis"]) == []
    city_only = browser(made.people["Ana"]).get("/inbox?show=city")
    assert "Cleared this morning." in city_only


def version(db, case):
    return db.get(Case, case.id).version


def test_hidden_words_tell_their_author_and_are_not_read_back(made, browser, worker, told):
    people, comment = made.people, made.comments["open"]
    reply(browser, people["Denise"], made.posts["open"], "Which house?", reply_to=comment.id)
    browser(people["Max"]).post(f"/comments/{comment.id}/hide", rule="names_person")
    worker()
    assert told(people["Luis"]) == ["replied", "hidden"]
    page = browser(people["Luis"]).get("/inbox").text
    assert "Your words were hidden" in page
    assert "Still there." not in page


def test_reading_is_a_post_and_leads_to_the_words(made, browser, worker, look):
    people = made.people
    reply(browser, people["Luis"], made.posts["open"], "Two more tires.")
    worker()
    ana = browser(people["Ana"])
    assert 'data-inbox aria-hidden="true">1<' in ana.get("/inbox").text
    ana.get("/inbox")
    [notice] = look(select(Notice).where(Notice.person_id == people["Ana"].id))
    assert notice.read_at is None, "looking is not reading"
    browser(people["Luis"]).post("/inbox/read", status=404, id=notice.id)
    answer = ana.post("/inbox/read", id=notice.id)
    assert answer.location.endswith(f"/o/{notice.observation_id}#c{notice.comment_id}")
    assert look(select(Notice.read_at).where(Notice.id == notice.id)) != [None]


def test_all_can_be_marked_at_once_and_only_ones_own(made, browser, worker, look):
    people = made.people
    reply(browser, people["Denise"], made.posts["open"], "Hello.", reply_to=made.comments["open"].id)
    worker()
    browser(people["Ana"]).post("/inbox/read")
    assert look(select(Notice.person_id).where(Notice.read_at.is_(None))) == [people["Luis"].id]


def test_a_visitor_has_no_inbox(made, visitor):
    assert "/sign-in" in visitor.get("/inbox", status=303).location
