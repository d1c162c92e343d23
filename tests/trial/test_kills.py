"""``kill -9`` of any process at any moment loses nothing that was acknowledged, and does nothing twice."""

import secrets
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community import clock
from community.activity.worker import run_until_idle
from community.cases.models import Backing, Case, Step
from community.comments.models import Comment
from community.observations.models import Observation
from community.voting.models import Vote
from tests import make
from tests.cast import city
from tests.trial.killed_city import Doer, Processes, kill_while, sign_in

pytestmark = pytest.mark.trial

NEIGHBORS, DEEDS = 6, 20


class Neighbor(Doer):
    """Comments, posts and votes."""

    def __init__(self, port, token, posts, seed):
        super().__init__(port, token, posts, seed)
        self.comments, self.titles, self.votes = [], [], set()

    def run(self):
        while time.monotonic() < self.end:
            post, stamp = self.chance.choice(self.posts), secrets.token_hex(8)
            deed = self.chance.choice(("comment", "vote", "post"))
            if deed == "comment" and self.insist(f"/o/{post}/comments", words=f"Seen {stamp}", client_id=stamp):
                self.comments.append(f"Seen {stamp}")
            elif deed == "vote" and self.insist(f"/o/{post}/vote", do="cast"):
                self.votes.add(post)
            elif deed == "post" and self.insist(
                "/b/juniper-square/post", title=f"Post {stamp}", place="5814 Larch St", address="5814 Larch St",
                landmark="by the steps", client_id=stamp,
            ):  # fmt: skip
                self.titles.append(f"Post {stamp}")


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(app, db, look, tmp_path):
    made = city(db)
    made.juniper.threshold = 3
    db.add(made.juniper)
    db.commit()
    posts = [make.observation(db, made.juniper, made.people["Ana"], f"Lamp {n} is out").id for n in range(30)]
    neighbors = [make.person(db, f"Neighbor {n}") for n in range(NEIGHBORS)]
    for person in neighbors:
        make.member(db, person, made.juniper)
    tokens = [sign_in(db, person) for person in neighbors]
    url = app.sessions.engines.writing.url.render_as_string(hide_password=False)
    processes = Processes(url, tmp_path)
    threads = [Neighbor(processes.port, token, posts, n) for n, token in enumerate(tokens)]
    kills = kill_while(processes, threads, lambda: sum(len(thread.comments) for thread in threads) > DEEDS)
    with clock.travel(timedelta(minutes=10)):
        run_until_idle(app)

    words = Counter(look(select(Comment.words)))
    titles = Counter(look(select(Observation.title)))
    acknowledged = [word for thread in threads for word in thread.comments]
    print(f"{kills} kills; {len(acknowledged)} comments, {sum(len(t.titles) for t in threads)} posts acknowledged")
    assert len(acknowledged) > DEEDS, "a trial without deeds shows nothing"
    assert [word for word in acknowledged if words[word] != 1] == []
    assert [title for thread in threads for title in thread.titles if titles[title] != 1] == []
    for thread, person in zip(threads, neighbors, strict=True):
        assert thread.votes <= set(look(select(Vote.observation_id).where(Vote.person_id == person.id)))
    _agree(look, posts)


def _agree(look, posts):
    """Counters agree with what they count; every escalated post has one case, sent and accepted once."""
    for post in look(select(Observation).where(Observation.id.in_(posts))):
        [votes] = look(select(func.count()).select_from(Vote).where(Vote.observation_id == post.id))
        [comments] = look(select(func.count()).select_from(Comment).where(Comment.observation_id == post.id))
        assert (post.vote_count, post.comment_count) == (votes, comments)
        cases = look(select(Case).join(Backing).where(Backing.observation_id == post.id))
        assert len(cases) == (1 if votes >= 3 else 0)
        for case in cases:
            kinds = Counter(look(select(Step.kind).where(Step.case_id == case.id)))
            assert kinds["opened"] == 1
            if not case.needs_sorting:
                assert case.reference
                assert kinds["sent"] == kinds["accepted"] == 1
