"""Following a board, a post, a case, a place: who is told, each once, and who is not."""

import re

import pytest
from sqlalchemy import select

from community import clock
from community.cases.models import Backing
from community.comments.models import Comment
from community.notices.models import Follow, Notice
from community.people.actions import close_account
from community.places.models import Address
from tests import make
from tests.browser import readable
from tests.counting import asked
from tests.hostile import VALUES


def post_form(story, **more):
    return {"title": "Deep hole", "kind": "", "place": "5814 Larch St", "answers": "", **more}


def posted(browser, db, story, who="Denise", **values):
    """A post that comes onto the board now, with its history."""
    from community.activity.record import record
    from community.observations.facts import ObservationPosted

    person, at = story.people[who], {"lat": 42.35, "lon": -71.05, **values}
    made = make.observation(db, story.juniper, person, "Deep hole", **at)
    record(db, ObservationPosted(story.juniper.id, made.id), actor_id=person.id)
    db.commit()
    return made


@pytest.fixture
def follow(browser, story):
    """``follow(name, path)``: press Follow there."""
    return lambda name, path: browser(story.people[name]).post(f"{path}/follow", do="follow")


def test_who_follows_a_board_is_told_of_new_posts_and_nobody_else(db, browser, story, follow, told):
    follow("Nora", "/b/juniper-square")
    posted(browser, db, story)
    assert told(story.people["Nora"]) == ["posted"]
    assert all(told(person) == [] for name, person in story.people.items() if name != "Nora")
    page = browser(story.people["Nora"]).get("/inbox").text
    assert "<b>New post</b> on Juniper Square" in page
    assert "Deep hole" in page


def test_stopping_stops_and_another_board_is_another_board(db, browser, story, follow, told):
    nora = browser(story.people["Nora"])
    follow("Nora", "/b/marble-hill")
    follow("Nora", "/b/juniper-square")
    assert "You follow Juniper Square" in nora.get("/b/juniper-square/follow").text
    nora.post("/b/juniper-square/follow", do="end")
    assert "Follow this board" in nora.get("/b/juniper-square/follow").text
    posted(browser, db, story)
    assert told(story.people["Nora"]) == []


def test_who_follows_a_post_hears_replies_and_the_city_and_its_author_only_their_own(db, browser, story, follow, told):
    post, case = story.posts["case"], story.cases["case"]
    follow("Nora", f"/o/{post.id}")
    browser(story.people["Luis"]).post(f"/o/{post.id}/comments", words="It grew.")
    priya = browser(story.people["Priya"])
    priya.post(f"/desk/case/{case.id}/take", version="1")
    priya.post(f"/desk/case/{case.id}/answer", version="2", visible="public", words="On Friday.")
    assert told(story.people["Nora"]) == ["commented", "answered"]
    assert told(story.people["Ana"]) == ["commented", "answered"]
    assert told(story.people["Rosa"]) == []
    page = browser(story.people["Nora"]).get("/inbox").text
    assert "replied to a post you follow" in page
    assert "<b>Sanitation answered</b> a post you follow" in page
    assert "your post" not in page.partition("<main")[2].partition("<aside")[0]


def test_many_ways_of_following_one_thing_tell_once(db, browser, story, follow, told, look):
    case, people = story.cases["case"], story.people
    second = make.observation(
        db, story.juniper, people["Luis"], "That mattress", state="escalated", lat=42.35, lon=-71.05
    )
    db.add(Backing(case_id=case.id, observation_id=second.id, since=clock.now()))
    db.add(Address(key="a", label="5814 Larch St", label_key="5814 larch st", lat=42.35, lon=-71.05))
    db.commit()
    nora = browser(people["Nora"])
    for path in (f"/o/{story.posts['case'].id}", f"/o/{second.id}", f"/case/{case.id}", "/b/juniper-square"):
        follow("Nora", path)
    nora.post("/me/follows", place="5814 Larch St", meters="250")
    priya = browser(people["Priya"])
    priya.post(f"/desk/case/{case.id}/take", version="1")
    priya.post(f"/desk/case/{case.id}/close", version="2", code="done", words="Cleared.")
    assert told(people["Nora"]) == ["closed"]
    assert look(select(Notice.why).where(Notice.person_id == people["Nora"].id)) == ["observation"]


def test_a_place_is_followed_as_far_as_chosen(db, browser, story, told):
    db.add(Address(key="a", label="5814 Larch St", label_key="5814 larch st", lat=42.35, lon=-71.05))
    db.commit()
    nora, rosa = (browser(story.people[name]) for name in ("Nora", "Rosa"))
    nora.post("/me/follows", place="5814 larch st", meters="250")
    rosa.post("/me/follows", place="5814 Larch St", meters="1000")
    posted(browser, db, story, lat=42.3545)  # 500 m to the north
    assert told(story.people["Nora"]) == []
    assert told(story.people["Rosa"]) == ["posted"]
    posted(browser, db, story, lat=42.351)
    assert told(story.people["Nora"]) == ["posted"]
    assert "5814 Larch St" in nora.get("/me/follows").text
    assert "near a place you follow" in nora.get("/inbox").text
    stop = re.search(r'name="id" value="(\d+)"', nora.get("/me/follows").text)[1]
    rosa.post("/me/follows/end", id=stop)
    nora.post("/me/follows/end", id=stop)
    posted(browser, db, story)
    assert told(story.people["Nora"]) == ["posted"]
    assert told(story.people["Rosa"]) == ["posted"] * 3


def test_a_place_nobody_knows_comes_back_filled_in(browser, story):
    page = browser(story.people["Nora"]).post("/me/follows", 422, place="Nowhere Ln", meters="250")
    assert "We do not know that address" in page.text
    assert "Nowhere Ln" in page.text
    browser(story.people["Nora"]).post("/me/follows", 422, place="")


@pytest.mark.trial
def test_giving_up_a_thread_of_ones_own_silences_neighbors_and_never_the_city(browser, story, told):
    post, case = story.posts["case"], story.cases["case"]
    ana = browser(story.people["Ana"])
    assert "Following. Press to stop" in ana.get(f"/o/{post.id}").text
    ana.post(f"/o/{post.id}/follow", do="end")
    browser(story.people["Luis"]).post(f"/o/{post.id}/comments", words="Still there.")
    assert told(story.people["Ana"]) == []
    priya = browser(story.people["Priya"])
    priya.post(f"/desk/case/{case.id}/take", version="1")
    priya.post(f"/desk/case/{case.id}/answer", version="2", visible="public", words="On Friday.")
    assert told(story.people["Ana"]) == ["answered"]
    ana.post(f"/o/{post.id}/follow", do="follow")
    browser(story.people["Luis"]).post(f"/o/{post.id}/comments", words="Thank you.")
    assert told(story.people["Ana"]) == ["answered", "commented"]


@pytest.mark.trial
def test_who_replied_follows_the_thread_without_a_row_until_they_stop(db, browser, story, told, look):
    """Nora replied without her name, Denise takes hers back, Luis stops following: he had replied before."""
    post, case, people = story.posts["case"], story.cases["case"], story.people
    for name, more in (("Nora", {"nameless": "1"}), ("Denise", {})):
        browser(people[name]).post(f"/o/{post.id}/comments", words="I see it.", **more)
    nora, luis = browser(people["Nora"]), browser(people["Luis"])
    assert "Following. Press to stop" in nora.get(f"/o/{post.id}").text
    assert "Following. Press to stop" not in browser(people["Rosa"]).get(f"/o/{post.id}").text
    assert told(people["Luis"]) == ["commented", "commented"]
    luis.post(f"/o/{post.id}/follow", do="end")
    assert told(people["Luis"]) == ["commented", "commented"]
    assert told(people["Nora"]) == ["commented"]
    [hers] = look(select(Comment.id).where(Comment.author_id == people["Denise"].id))
    browser(people["Denise"]).post(f"/comments/{hers}/withdraw")
    priya, desk = browser(people["Priya"]), f"/desk/case/{case.id}"
    priya.post(f"{desk}/take", version="1")
    priya.post(f"{desk}/answer", version="2", visible="public", words="On Friday.")
    priya.post(f"{desk}/close", version="3", code="done", words="Cleared.")
    assert told(people["Nora"]) == ["commented", "answered", "closed"]
    assert told(people["Luis"]) == ["commented", "commented"]
    assert told(people["Denise"]) == ["commented"], "words taken back follow nothing more"
    assert "a post you follow" in nora.get("/inbox").text
    assert look(select(Follow.person_id)) == [people["Luis"].id]
    for name in ("Luis", "Denise", "Ana", "Priya"):
        assert "Nora" not in readable(browser(people[name]).get(f"/o/{post.id}"))
    listed = nora.get("/me/follows").text
    assert post.title in listed
    assert f"Stop following {post.title}" in listed
    assert f"Follow {post.title} again" in luis.get("/me/follows").text


def test_a_hidden_post_tells_no_follower(db, browser, story, follow, told):
    follow("Nora", "/b/juniper-square")
    posted(browser, db, story, hidden_at=clock.now(), hidden_rule="ad")
    assert told(story.people["Nora"]) == []


def test_following_is_seen_by_its_owner_alone_and_leaves_no_row_for_nameless_words(browser, story, look, follow):
    nameless = story.posts["nameless"]
    assert look(select(Follow)) == []
    ana = browser(story.people["Ana"])
    assert nameless.title in ana.get("/me/follows").text
    assert nameless.title not in browser(story.people["Luis"]).get("/me/follows").text
    follow("Nora", f"/o/{nameless.id}")
    for name in ("Luis", "Denise", "Ada"):
        assert "Nora" not in readable(browser(story.people[name]).get(f"/o/{nameless.id}"))


def test_the_list_shows_what_is_followed_and_costs_the_same_for_many(db, browser, story, follow, engines):
    nora = browser(story.people["Nora"])
    follow("Nora", "/b/juniper-square")
    with asked(engines) as few:
        nora.get("/me/follows")
    follow("Nora", f"/case/{story.cases['case'].id}")
    for _ in range(20):
        post = make.observation(db, story.juniper, story.people["Nora"], "Mine")
        db.add(Follow(person_id=story.people["Nora"].id, kind="observation", subject_id=post.id, since=clock.now()))
    db.commit()
    with asked(engines) as many:
        page = nora.get("/me/follows").text
    assert len(few) == len(many) <= 12
    assert "Juniper Square" in page
    assert f"Case {story.cases['case'].reference}" in page


def test_pressing_twice_is_harmless_and_a_visitor_signs_in_first(browser, story, visitor, look, follow):
    for _ in range(2):
        follow("Nora", "/b/juniper-square")
    assert len(look(select(Follow))) == 1
    assert visitor.post("/b/juniper-square/follow", 401, do="follow").status_int == 401
    assert len(look(select(Follow))) == 1


def test_too_many_follows_are_refused(db, browser, story):
    nora = story.people["Nora"]
    db.add_all(Follow(person_id=nora.id, kind="case", subject_id=number, since=clock.now()) for number in range(200))
    db.commit()
    assert "Stop following one first" in browser(nora).post("/b/juniper-square/follow", 429, do="follow").text


@pytest.mark.trial
def test_wrong_input_is_answered_calmly(browser, story):
    nora = browser(story.people["Nora"])
    for value in VALUES:
        assert nora.post("/me/follows", None, place=value, meters=value).status_int == 422
        assert nora.post("/me/follows/end", None, id=value).status_int in (303, 404)
        assert nora.post("/b/juniper-square/follow", None, do=value).status_int == 303


def test_whoever_closes_the_account_follows_nothing(db, browser, story, follow, worker, look):
    follow("Nora", "/b/juniper-square")
    close_account(db, story.people["Nora"].id)
    db.commit()
    worker()
    assert look(select(Follow)) == []
