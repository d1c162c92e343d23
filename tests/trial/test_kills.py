"""``kill -9`` of any process at any moment loses nothing that was acknowledged, and does nothing twice."""

import http.client
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from bench.servers import free_port
from sqlalchemy import func, select

from community import clock
from community.activity.worker import run_until_idle
from community.cases.models import Backing, Case, Step
from community.comments.models import Comment
from community.observations.models import Observation
from community.people.identity import token_hash
from community.people.models import Login
from community.voting.models import Vote
from tests import make
from tests.cast import city

pytestmark = pytest.mark.trial

NEIGHBORS, SECONDS, KILL_EVERY, SEED = 6, 40, 1.5, 311
CSRF = "t" * 40


class Processes:
    """One web server and two workers, started again whenever they were killed."""

    def __init__(self, url, home):
        self.port = free_port()
        self.environ = {
            **os.environ,
            "COMMUNITY_DATABASE_URL": url,
            "COMMUNITY_HOME": str(home),
            "COMMUNITY_PORT": str(self.port),
            "COMMUNITY_LIMIT_COMMENTS": "100000",
            "COMMUNITY_LIMIT_POSTS": "100000",
            "COMMUNITY_BCRYPT_COST": "4",
        }
        self.running = {name: self.start(name.split()[0]) for name in ("web", "worker a", "worker b")}

    def start(self, part):
        return subprocess.Popen([sys.executable, "-m", "community", part], env=self.environ)

    def kill(self, name):
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait()
        self.running[name] = self.start(name.split()[0])

    def wait_until_up(self, seconds=60):
        """A server that is killed before it ever answered shows nothing: let the web server come up first."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.1)  # a dead server tells nobody when it is back: ask again

    def end(self):
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(20)


class Neighbor(threading.Thread):
    """Comments, posts and votes, each deed repeated with the same stamp until it is acknowledged."""

    def __init__(self, port, token, posts, seed):
        super().__init__()
        self.port, self.token, self.posts = port, token, posts
        self.chance = random.Random(seed)
        self.comments, self.titles, self.votes = [], [], set()
        self.end = time.monotonic() + SECONDS

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

    def insist(self, path, **fields):
        """Send until the server answers; True when it said yes. Gives up only when the time is over."""
        while time.monotonic() < self.end + 10:
            try:
                status = self.send(path, fields)
            except OSError:
                time.sleep(0.1)  # a dead server tells nobody when it is back: ask again
                continue
            except http.client.HTTPException:
                continue
            if status < 500:
                return status == 303
        return False

    def send(self, path, fields):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {
            "Cookie": f"login={self.token}; csrf={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{self.port}/",
        }
        connection.request("POST", path, urlencode({**fields, "csrf_token": CSRF}), headers)
        status = connection.getresponse().status
        connection.close()
        return status


def sign_in(db, person):
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.add(Login(person_id=person.id, token_hash=token_hash(token), device="Trial", created_at=now, seen_at=now))
    db.commit()
    return token


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
    chance = random.Random(SEED)
    kills = 0
    try:
        processes.wait_until_up()
        for thread in threads:
            thread.end = time.monotonic() + SECONDS
            thread.start()
        while any(thread.is_alive() for thread in threads):
            processes.wait_until_up()
            time.sleep(KILL_EVERY)  # the rhythm of the kills is the trial
            if time.monotonic() < threads[0].end - 5:
                processes.kill(chance.choice(list(processes.running)))
                kills += 1
        for thread in threads:
            thread.join()
    finally:
        processes.end()
    with clock.travel(timedelta(minutes=10)):
        run_until_idle(app)

    words = Counter(look(select(Comment.words)))
    titles = Counter(look(select(Observation.title)))
    acknowledged = [word for thread in threads for word in thread.comments]
    print(f"{kills} kills; {len(acknowledged)} comments, {sum(len(t.titles) for t in threads)} posts acknowledged")
    assert len(acknowledged) > 20, "a trial without deeds shows nothing"
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
