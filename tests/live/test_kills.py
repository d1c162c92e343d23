"""``kill -9`` of the live process, again and again, while neighbors vote: a page that comes back hears everything."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import func, select
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from community.activity.models import Activity
from community.voting.actions import cast_vote, take_back_vote
from tests.cast import city
from tests.live.conftest import LiveServer, identity

pytestmark = pytest.mark.trial

KILLS = 6
VOTES = 120
PAUSE = 0.05
MOST_SECONDS = 120
"""It takes some fifteen; a page that never hears what it missed is a red story, not one without an end."""


class LiveProcess(LiveServer):
    """The live server as a process of its own, as an operator runs it."""

    def __init__(self, app, url, home):
        self.environ = {**os.environ, "COMMUNITY_DATABASE_URL": url, "COMMUNITY_HOME": str(home)}
        super().__init__(app)

    @property
    def is_alive(self):
        return self.process.poll() is None

    def start(self):
        environ = {**self.environ, "COMMUNITY_LIVE_PORT": str(self.port)}
        self.process = subprocess.Popen([sys.executable, "-m", "community", "live"], env=environ)

    def kill(self):
        """As the machine does when it is out of memory."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        assert self.process.wait(20) == 0


@pytest.fixture
def process(app, engines, home):
    url = engines.writing.url.render_as_string(hide_password=False)
    started = LiveProcess(app, url, home)
    yield started
    started.close()


def test_a_page_that_comes_back_has_heard_everything(app, db, look, process):
    town = city(db)
    post, luis = town.posts["open"], identity(app, town.people["Luis"])
    topic = f"board:{town.juniper.id}"
    db.close()

    def vote(turns):
        for turn in turns:
            with app.sessions.writing() as session, session.begin():
                (take_back_vote if turn % 2 else cast_vote)(session, luis, post.id, app.knobs)
            threading.Event().wait(PAUSE)

    vote([0])
    begin = look(select(func.max(Activity.id)))[0]  # a page that was here then; ids go on where other stories ended
    deadline = time.monotonic() + MOST_SECONDS

    def kill():
        for _time in range(KILLS):
            threading.Event().wait(1.0)
            process.kill()
            process.start()

    deeds = [threading.Thread(target=vote, args=[range(1, VOTES + 1)]), threading.Thread(target=kill)]
    for deed in deeds:
        deed.start()
    heard = []
    while len(heard) < VOTES and time.monotonic() < deadline:
        try:
            page = process.open(topic, after=heard[-1] if heard else begin)
            while len(heard) < VOTES:
                heard += [line["id"] for line in page.hear()]
        except (OSError, EOFError, ConnectionClosed, InvalidHandshake):
            threading.Event().wait(0.1)
    for deed in deeds:
        deed.join()
    assert heard == [number for number, _kind in process.kinds_after(begin)]
