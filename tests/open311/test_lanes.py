"""Slow outside work has lanes of its own: a picture server that hangs holds up no mail."""

import threading
import time
from contextlib import closing
from dataclasses import replace
from http.server import ThreadingHTTPServer

import pytest
from sqlalchemy import select

from community.activity import worker as working
from community.activity.models import Delivery
from community.activity.tail import Signal
from tests.open311.conftest import Pictures
from tests.open311.test_after_posting import mails_to
from tests.open311.test_posting import HOLE

PATIENCE = 20


@pytest.fixture
def hanging(app, monkeypatch):
    """A picture server that answers when it is let; its address, "it was asked", and "let it answer"."""
    asked, let = threading.Event(), threading.Event()

    class Hanging(Pictures):
        def do_GET(self):  # noqa: N802  the name its base asks for
            asked.set()
            let.wait(PATIENCE)
            super().do_GET()

    monkeypatch.setattr(app, "knobs", replace(app.knobs, media_open="127.0.0.1/32"))
    with ThreadingHTTPServer(("127.0.0.1", 0), Hanging) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hole.jpg", asked, let
        let.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def running_worker(app):
    """The worker as it runs, with its lanes."""
    stop = threading.Event()
    thread = threading.Thread(target=working.run, args=(app, stop))
    thread.start()
    yield thread
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_the_mail_of_an_answer_goes_while_a_picture_server_hangs(
    sender, made, browser, app, look, home, hanging, running_worker
):
    url, asked, let = hanging

    def sent(kind):
        with closing(Signal(app.sessions.engines)) as signal:
            end = time.monotonic() + PATIENCE
            query = select(Delivery.id).where(Delivery.kind == kind, Delivery.done_at.is_not(None))
            while not look(query) and time.monotonic() < end:
                signal.wait(1)
        return bool(look(query))

    [answer] = sender.post("requests", **HOLE, email="zephyrine@example.org", media_url=url)
    assert asked.wait(PATIENCE)
    sam, case = browser(made.people["Sam"]), answer["service_request_id"]
    sam.post(f"/desk/case/{case}/take", version="1")
    sam.post(f"/desk/case/{case}/answer", version="2", words="We patch it on Friday.")
    assert sent("open311.mail")
    assert "We patch it on Friday." in mails_to(home, "zephyrine")[0].get_content()
    assert look(select(Delivery.done_at).where(Delivery.kind == "open311.media")) == [None]
    let.set()
    assert sent("open311.media")
