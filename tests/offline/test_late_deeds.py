"""Deeds that waited on a phone: each once, with the time they were made, whatever its clock says; and nobody else's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community import clock
from community.comments.models import Comment
from community.observations.models import Observation
from community.people.models import Attempt
from community.voting.models import Vote, VoteSlip

HOUR = 3_600_000
MINUTE = timedelta(minutes=1)
WRONG = 86_400_000 * 365 * 40
"""Milliseconds: a phone that believes it is 2010, roughly."""


def late(person, stamp="abcdefgh-1", *, made=WRONG - 2 * HOUR, sent=WRONG):
    """The fields an outbox adds."""
    return {"client_id": stamp, "made_at": str(made), "sent_at": str(sent), "sender": str(person.id)}


def age(moment):
    return clock.now() - moment


def test_a_reply_keeps_the_time_it_was_made_and_is_said_once(made, db, browser, look):
    luis, post = made.people["Luis"], made.posts["open"]
    db.get_one(Observation, post.id).created_at -= timedelta(days=1)
    db.commit()
    page = browser(luis)
    first = page.post(f"/o/{post.id}/comments", 200, json=True, words="Two hours ago", **late(luis)).json
    again = page.post(f"/o/{post.id}/comments", 200, json=True, words="Two hours ago", **late(luis)).json
    assert first == again
    (comment,) = look(select(Comment).where(Comment.words == "Two hours ago"))
    assert timedelta(hours=2) <= age(comment.written_at) < timedelta(hours=2) + MINUTE


def test_a_post_keeps_the_time_it_was_made_and_is_posted_once(made, browser, look):
    luis = made.people["Luis"]
    words = {"title": "Light out in the playground", "landmark": "By the swings"}
    answers = [
        browser(luis).post("/b/juniper-square/post", 200, json=True, **words, **late(luis)).json for _time in range(2)
    ]
    assert answers[0] == answers[1]
    (post,) = look(select(Observation).where(Observation.title == words["title"]))
    assert timedelta(hours=2) <= age(post.created_at) < timedelta(hours=2) + MINUTE


def test_an_upvote_sent_again_after_it_was_taken_back_elsewhere_stays_taken_back(made, browser, look):
    luis, post = made.people["Luis"], made.posts["open"]
    page = browser(luis)
    votes = select(func.count()).select_from(Vote).where(Vote.person_id == luis.id, Vote.observation_id == post.id)
    assert page.post(f"/o/{post.id}/vote", 200, json=True, do="cast", **late(luis)).json["on"] is True
    assert look(votes) == [1]
    page.post(f"/o/{post.id}/vote", 200, json=True, do="take_back")
    told = page.post(f"/o/{post.id}/vote", 200, json=True, do="cast", **late(luis)).json
    assert told["on"] is False
    assert look(votes) == [0]
    assert len(look(select(VoteSlip))) == 1


def test_the_same_deed_sent_eight_times_at_once_counts_once(made, browser, look):
    luis, post = made.people["Luis"], made.posts["open"]

    def send(_number):
        page = browser(luis)
        page.post(f"/o/{post.id}/vote", 200, json=True, do="cast", **late(luis))
        page.post(f"/o/{post.id}/comments", 200, json=True, words="Once", **late(luis, "abcdefgh-2"))
        page.post("/b/juniper-square/post", 200, json=True, title="Once", landmark="Here", **late(luis, "abcdefgh-3"))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(send, range(8)))
    assert look(select(func.count()).select_from(Comment).where(Comment.words == "Once")) == [1]
    assert look(select(func.count()).select_from(Observation).where(Observation.title == "Once")) == [1]
    assert look(select(Observation.vote_count).where(Observation.id == post.id)) == [1]


@pytest.mark.parametrize(
    ("made_at", "sent_at"),
    [
        (WRONG + HOUR, WRONG),
        (WRONG - 31 * 24 * HOUR, WRONG),
        ("-5", WRONG),
        ("", ""),
        ("1e9", "nan"),
        ("9" * 40, "9" * 40),
        ("١٢٣", WRONG),
        ("x\0", WRONG),
    ],
)
def test_a_time_that_cannot_be_counts_as_now(made, browser, look, made_at, sent_at):
    luis = made.people["Luis"]
    fields = {"title": "Light out", "landmark": "Here", **late(luis, made=made_at, sent=sent_at)}
    browser(luis).post("/b/juniper-square/post", 200, json=True, **fields)
    (post,) = look(select(Observation).where(Observation.title == "Light out"))
    assert timedelta(0) <= age(post.created_at) < MINUTE


def test_a_reply_is_never_older_than_its_post(made, browser, look):
    luis, post = made.people["Luis"], made.posts["open"]
    waited = late(luis, made=WRONG - 29 * 24 * HOUR)
    browser(luis).post(f"/o/{post.id}/comments", 200, json=True, words="Long ago", **waited)
    (comment,) = look(select(Comment).where(Comment.words == "Long ago"))
    assert comment.written_at == look(select(Observation.created_at).where(Observation.id == post.id))[0]


def test_another_person_signed_in_here_does_not_send_it(made, browser, look):
    luis, nora, post = made.people["Luis"], made.people["Nora"], made.posts["open"]
    page = browser(nora)
    words = {"words": "I am Luis"}
    for address, fields in (
        (f"/o/{post.id}/comments", words),
        (f"/o/{post.id}/vote", {"do": "join"}),
        ("/b/juniper-square/post", {"title": "I am Luis", "landmark": "Here"}),
    ):
        answer = page.post(address, 409, json=True, **fields, **late(luis))
        assert answer.headers["X-Sender-Changed"] == "1"
        assert "Somebody else is signed in" in answer.json["error"]
    assert not look(select(Comment).where(Comment.words == "I am Luis"))
    assert not look(select(Observation).where(Observation.title == "I am Luis"))
    assert not look(select(Vote).where(Vote.person_id == nora.id))


def test_what_the_server_refuses_is_told_in_words(made, browser):
    luis = made.people["Luis"]
    page = browser(luis)
    answer = page.post("/b/juniper-square/post", 422, json=True, title="Light out", **late(luis))
    assert answer.json == {"error": "Say where it is: an address, a street or a landmark.", "field": "place"}
    answer = page.post(f"/o/{made.posts['open'].id}/comments", 422, json=True, words="", **late(luis))
    assert answer.json["error"] == "Write something first."


def test_deeds_dated_back_are_limited_as_they_come_in(app, made, browser, look):
    """Twenty posts a day, whenever they say they were made."""
    luis = made.people["Luis"]
    page = browser(luis)
    statuses = []
    for number in range(22):
        waited = late(luis, f"abcdefgh-{number}", made=WRONG - 29 * 24 * HOUR)
        fields = {"title": f"Old {number}", "landmark": "Here"}
        statuses.append(page.post("/b/juniper-square/post", None, json=True, **fields, **waited).status_int)
    assert statuses == [200] * 20 + [429] * 2
    assert len(look(select(Attempt).where(Attempt.kind == "late posts"))) == 20
