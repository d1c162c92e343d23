"""A city whose processes are killed while people do things: each deed is repeated until the server answers."""

import http.client
import math
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from urllib.parse import urlencode

from bench.servers import free_port

from community import clock
from community.people.identity import token_hash
from community.people.models import Login

SECONDS, KILL_EVERY, SEED = 40, 1.5, 311
LONGEST = 240
"""Seconds of kills: on a machine that has much else to do they go on until enough was done, and no longer than this."""
CSRF = "t" * 40


class Processes:
    """One web server and two workers, started again whenever they were killed."""

    def __init__(self, url, home, **more):
        self.port = free_port()
        self.environ = {
            **os.environ,
            "COMMUNITY_DATABASE_URL": url,
            "COMMUNITY_HOME": str(home),
            "COMMUNITY_PORT": str(self.port),
            "COMMUNITY_LIMIT_COMMENTS": "100000",
            "COMMUNITY_LIMIT_POSTS": "100000",
            "COMMUNITY_BCRYPT_COST": "4",
            **more,
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


class Doer(threading.Thread):
    """Somebody who does things until the time is over, each repeated until it is acknowledged."""

    def __init__(self, port, token, posts, seed):
        super().__init__()
        self.port, self.token, self.posts = port, token, posts
        self.chance, self.acknowledged = random.Random(seed), 0
        self.end = math.inf

    def insist(self, path, **fields):
        """Send until the server answers; True when it said yes. Gives up only when the time is over."""
        done = self.ask("POST", path, fields)[0] == 303
        self.acknowledged += done
        return done

    def read(self, path):
        """The page, once the server gives it; nothing when the time is over."""
        return self.ask("GET", path, {})[1]

    def ask(self, method, path, fields):
        while time.monotonic() < self.end + 10:
            try:
                status, words = self.send(method, path, fields)
            except OSError:
                time.sleep(0.1)  # a dead server tells nobody when it is back: ask again
                continue
            except http.client.HTTPException:
                continue
            if status < 500:
                return status, words
        return 0, ""

    def send(self, method, path, fields):
        headers = {
            "Cookie": f"login={self.token}; csrf={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{self.port}/",
        }
        body = urlencode({**fields, "csrf_token": CSRF}) if method == "POST" else None
        # A server that is killed leaves both open: what is sent on, and the answer that was begun.
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, path, body, headers)
            with connection.getresponse() as answer:
                return answer.status, answer.read().decode()


def sign_in(db, person):
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.add(Login(person_id=person.id, token_hash=token_hash(token), device="Trial", created_at=now, seen_at=now))
    db.commit()
    return token


def wait_for_a_deed(doers, seconds=15):
    """Between two kills; where the machine has much else to do, the next one waits until something was done."""
    before, last = sum(doer.acknowledged for doer in doers), time.monotonic() + seconds
    time.sleep(KILL_EVERY)  # the rhythm of the kills is the trial
    while sum(doer.acknowledged for doer in doers) == before and time.monotonic() < last:
        time.sleep(0.1)  # the doers are threads that count: ask again


def kill_while(processes, doers, enough):
    """Have them do what they do, while a process chosen by lot is killed again and again, until ``enough()`` was done.
    Returns how many were killed."""
    chance, kills = random.Random(SEED), 0
    try:
        processes.wait_until_up()
        began = time.monotonic()
        for doer in doers:
            doer.start()
        while time.monotonic() < began + (SECONDS if enough() else LONGEST) and any(doer.is_alive() for doer in doers):
            wait_for_a_deed(doers)
            processes.kill(chance.choice(list(processes.running)))
            kills += 1
            processes.wait_until_up()
        for doer in doers:
            doer.end = time.monotonic()
        for doer in doers:
            doer.join()
    finally:
        processes.end()
    return kills
