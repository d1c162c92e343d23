"""The inbox: who is told what, and what nobody is told."""

import re

from sqlalchemy import select

from community import clock
from community.activity.models import Activity
from community.activity.record import record
from community.cases.facts import CaseAccepted, CaseClosed, FollowUpWritten
from community.cases.models import Backing
from community.notices.models import Notice
from community.notices.queries import MOST_COUNTED, unread_count
from community.people.actions import close_account
from tests import make
from tests.browser import readable
from tests.counting import asked
from tests.hostile import QUERIES, VALUES


def bell(page):
    found = re.search(r"Inbox, (\d+) new", page.text)
    return int(found[1]) if found else 0


def test_luis_replies_and_ana_reads_it_but_nobody_else(story, browser, told):
    post, people = story.posts["open"], story.people
    browser(people["Luis"]).post(f"/o/{post.id}/comments", words="A white van, at four.")
    assert told(people["Ana"]) == ["commented"]
    assert all(told(people[name]) == [] for name in ("Luis", "Denise", "Nora", "Priya", "Max"))
    page = browser(people["Ana"]).get("/inbox")
    assert "<b>Luis</b>" in page.text
    assert "A white van, at four." in page.text
    assert bell(page) == 1
    assert "A white van" not in browser(people["Denise"]).get("/inbox").text


def test_a_reply_tells_who_is_answered_and_the_author_each_once(story, browser, told):
    post, people = story.posts["open"], story.people
    reply = {"reply_to_id": str(story.comments["open"].id), "reply_to": str(story.comments["open"].id)}
    browser(people["Nora"]).post(f"/o/{post.id}/comments", words="Which plate?", **reply)
    assert told(people["Luis"]) == ["replied"]
    assert told(people["Ana"]) == ["commented"]
    browser(people["Ana"]).post(f"/o/{post.id}/comments", words="I saw it too.", **reply)
    assert told(people["Luis"]) == ["replied", "replied"]
    assert told(people["Ana"]) == ["commented"]
    assert told(people["Nora"]) == ["commented"], "who replied follows the thread"
    assert told(people["Rosa"]) == []


def test_a_captain_is_marked_and_a_nameless_one_is_a_neighbor(story, browser, worker):
    post, people = story.posts["open"], story.people
    browser(people["Denise"]).post(f"/o/{post.id}/comments", words="I will call them.")
    browser(people["Nora"]).post(f"/o/{post.id}/comments", words="Please keep me out of it.", nameless="1")
    worker()
    page = browser(people["Ana"]).get("/inbox")
    assert "<b>Denise</b>" in page.text
    assert "Block captain" in page.text
    assert "<b>A neighbor</b>" in page.text
    assert "Nora" not in readable(page)


def test_words_taken_back_or_hidden_are_not_read_in_the_inbox(look, story, browser, worker):
    post, people = story.posts["open"], story.people
    luis = browser(people["Luis"])
    luis.post(f"/o/{post.id}/comments", words="Words to be taken back.")
    luis.post(f"/o/{post.id}/comments", words="Words to be hidden.")
    worker()
    back, hidden = sorted(look(select(Notice.comment_id).where(Notice.person_id == people["Ana"].id)))
    luis.post(f"/comments/{back}/withdraw")
    browser(people["Denise"]).post(f"/comments/{hidden}/hide", rule="insult")
    page = browser(people["Ana"]).get("/inbox")
    assert "Words to be" not in page.text
    assert "took it back" in page.text
    assert "The words are hidden" in page.text


def test_the_city_answers_and_every_author_behind_the_case_is_told_once(db, story, browser, told):
    case, people = story.cases["case"], story.people
    for author, title in (("Nora", "Same mattress"), ("Nora", "Mattress again"), ("Luis", "That mattress")):
        post = make.observation(db, story.juniper, people[author], title, state="escalated", escalated_by="votes")
        db.add(Backing(case_id=case.id, observation_id=post.id, since=clock.now()))
    db.commit()
    desk, priya = f"/desk/case/{case.id}", browser(people["Priya"])
    priya.post(f"{desk}/take", version="1")
    priya.post(f"{desk}/answer", version="2", visible="public", words="A crew comes on Friday.")
    priya.post(f"{desk}/note", version="3", visible="internal", words="Fine the owner.")
    assert [told(people[name]) for name in ("Ana", "Nora", "Luis")] == [["answered"]] * 3
    assert told(people["Priya"]) == []
    assert told(people["Denise"]) == []
    page = browser(people["Nora"]).get("/inbox?show=city")
    assert "Sanitation answered" in page.text
    assert "A crew comes on Friday." in page.text
    assert "Fine the owner" not in page.text
    priya.post(f"{desk}/close", version="4", code="done", words="All cleared.")
    assert told(people["Ana"]) == ["answered", "closed"]
    assert "City says done" in browser(people["Ana"]).get("/inbox").text


def test_one_act_told_in_two_facts_is_one_notice_each(db, story, told):
    case, follow_up = story.cases["case"], story.follow_up
    record(db, FollowUpWritten(case.board_id, None, case.id, follow_up.id))
    record(db, CaseAccepted(case.board_id, case.id, outside=False))
    db.commit()
    assert told(story.people["Ana"]) == ["answered"]


def test_sent_to_311_by_the_captain(story, browser, told):
    post, people = story.posts["open"], story.people
    browser(people["Denise"]).post(
        f"/o/{post.id}/escalate", reason="It blocks the steps.", service=str(story.dumping.id)
    )
    assert told(people["Ana"]) == ["sent"]
    assert told(people["Denise"]) == []
    assert "<b>A block captain</b> sent your post to 311." in browser(people["Ana"]).get("/inbox").text


def test_hidden_and_shown_again_are_told_to_the_author_alone(story, browser, told):
    post, people = story.posts["open"], story.people
    denise = browser(people["Denise"])
    denise.post(f"/o/{post.id}/hide", rule="ad")
    denise.post(f"/o/{post.id}/show")
    assert told(people["Ana"]) == ["hidden", "shown"]
    assert told(people["Luis"]) == []
    assert told(people["Denise"]) == []


def test_a_report_is_told_to_who_decides_and_never_names_the_reporter(story, browser, told):
    comment, people = story.comments["open"], story.people
    browser(people["Nora"]).post(f"/comments/{comment.id}/report", rule="insult", words="Nora says so")
    assert told(people["Denise"]) == ["reported"]
    assert [told(people[name]) for name in ("Luis", "Ana", "Max", "Nora", "Rosa")] == [[]] * 5
    page = browser(people["Denise"]).get("/inbox")
    assert "Somebody reported a reply" in page.text
    assert "Nora" not in readable(page)


def test_imported_history_tells_nobody(db, story, told):
    case, follow_up = story.cases["case"], story.follow_up
    record(db, CaseClosed(case.board_id, case.id, follow_up.id, "done", 2), imported=True)
    db.commit()
    assert told(story.people["Ana"]) == []


def test_reading_one_goes_to_the_words_and_reading_all_leaves_what_came_later(look, story, browser, worker):
    post, people = story.posts["open"], story.people
    luis, ana = browser(people["Luis"]), browser(people["Ana"])
    for words in ("First.", "Second.", "Third."):
        luis.post(f"/o/{post.id}/comments", words=words)
    worker()
    third, second, first = look(select(Notice).order_by(Notice.id.desc()))
    assert bell(ana.get("/inbox")) == 3
    assert bell(ana.get("/inbox")) == 3, "looking at it is not reading it"
    going = ana.post("/inbox/read", id=str(first.id))
    assert going.location.endswith(f"/o/{post.id}?all=1#c{first.comment_id}")
    assert f'id="c{first.comment_id}"' in ana.get(f"/o/{post.id}?all=1").text
    assert bell(ana.get("/inbox")) == 2
    ana.post("/inbox/read", up_to=str(second.id))
    assert bell(ana.get("/inbox")) == 1
    assert ana.post("/inbox/read", 200, json=True, up_to=str(third.id)).json == {"unread": 0}
    assert "Mark all as read" not in ana.get("/inbox").text


def test_others_notices_cannot_be_read_or_touched(look, story, browser, worker):
    post, people = story.posts["open"], story.people
    browser(people["Luis"]).post(f"/o/{post.id}/comments", words="Only for Ana.")
    worker()
    [notice] = look(select(Notice))
    nora = browser(people["Nora"])
    nora.post("/inbox/read", 404, id=str(notice.id))
    nora.post("/inbox/read", 303, up_to=str(notice.id))
    assert bell(browser(people["Ana"]).get("/inbox")) == 1


def test_a_visitor_is_led_to_sign_in(visitor):
    assert visitor.get("/inbox", 303).location.endswith("/sign-in?next=%2Finbox")


def test_wrong_input_is_answered_calmly(story, browser):
    luis = browser(story.people["Luis"])
    for query in QUERIES:
        assert luis.get(f"/inbox?{query}", None).status_int in (200, 400)
    for value in VALUES:
        assert luis.post("/inbox/read", None, id=value).status_int == 404
    assert luis.post("/inbox/read", None).status_int == 404


def test_pages_follow_each_other_and_ask_the_same_number_of_questions(db, story, browser, engines):
    ana, post = story.people["Ana"], story.posts["open"]
    db.add_all(
        Notice(person_id=ana.id, activity_id=number, kind="sent", observation_id=post.id, at=clock.now())
        for number in range(1, 31)
    )
    db.commit()
    page = browser(ana)
    with asked(engines) as few:
        page.get("/inbox?before=4")
    with asked(engines) as many:
        page.get("/inbox")
    assert len(few) == len(many) <= 4
    first = page.get("/inbox")
    assert first.text.count('<li class="nt') == 25
    older = re.search(r"before=(\d+)", first.text)[1]
    second = page.get(f"/inbox?before={older}")
    assert second.text.count('<li class="nt') == 5
    assert "Older" not in second.text


def test_the_bell_counts_up_to_99(db, story):
    ana = story.people["Ana"]
    now = clock.now()
    db.add_all(Notice(person_id=ana.id, activity_id=number, kind="sent", at=now) for number in range(120))
    db.commit()
    assert unread_count(db, ana.id) == MOST_COUNTED
    assert unread_count(db, story.people["Luis"].id) == 0


def test_the_history_says_that_somebody_was_told_and_not_what(look, story, browser, told):
    browser(story.people["Luis"]).post(f"/o/{story.posts['open'].id}/comments", words="Hello.")
    told(story.people["Ana"])
    [given] = look(select(Activity).where(Activity.kind == "notice_given"))
    assert (given.person_id, given.data, given.observation_id) == (story.people["Ana"].id, {}, None)


def test_whoever_closes_the_account_keeps_no_inbox(db, story, browser, told):
    browser(story.people["Luis"]).post(f"/o/{story.posts['open'].id}/comments", words="Hello.")
    assert told(story.people["Ana"]) == ["commented"]
    close_account(db, story.people["Ana"].id)
    db.commit()
    assert told(story.people["Ana"]) == []
    browser(story.people["Luis"]).post(f"/o/{story.posts['open'].id}/comments", words="Are you there?")
    assert told(story.people["Ana"]) == []
