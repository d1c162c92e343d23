"""Mail through a real SMTP server, one that takes it and one that says never."""

import socket
from dataclasses import replace
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from community.activity.models import Delivery
from tests import make


class Mailbox:
    """Takes what comes, except for addresses that start with ``never``."""

    def __init__(self):
        self.taken = []

    async def recipient(self, server, session, envelope, address, options):
        if address.startswith("never"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def message(self, server, session, envelope):
        self.taken.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def mailbox(app):
    """A running server that the application is told of by setting."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(
        SimpleNamespace(handle_RCPT=box.recipient, handle_DATA=box.message), hostname="127.0.0.1", port=port
    )
    server.start()
    before, app.knobs = app.knobs, replace(app.knobs, mail=f"smtp://127.0.0.1:{port}")
    yield box
    app.knobs = before
    server.stop()


def test_a_code_arrives(visitor, mailbox, worker, db):
    make.person(db, "Dana", email="dana@example.org")
    visitor.post("/sign-in/code", status=200, email="dana@example.org")
    worker()
    [(to, content)] = mailbox.taken
    assert to == ["dana@example.org"]
    assert "Your sign-in code" in content
    assert db.scalar(select(Delivery.done_at)) is not None


def test_an_address_that_is_refused_for_good_is_given_up(visitor, mailbox, worker, db):
    make.person(db, "Nell", email="never@example.org")
    visitor.post("/sign-in/code", status=200, email="never@example.org")
    worker()
    assert mailbox.taken == []
    delivery = db.scalar(select(Delivery))
    assert delivery.given_up_at is not None
    assert "never@" not in delivery.problem
