"""What the stories of notices share: what somebody was told, and the mails that went out."""

import email
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from community import clock
from community.activity.worker import run_until_idle
from community.notices.models import Notice
from tests.cast import City, city

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def story(db: Any) -> City:
    """The cast; times are the city's, and mails may go out at any hour."""
    return city(db)


@pytest.fixture
def told(look: Callable[[Any], list[Any]], worker: Callable[[], None]) -> Callable[[Any], list[str]]:
    """``told(person)``: kinds of what they were told so far, oldest first."""

    def kinds(person: Any) -> list[str]:
        worker()
        return look(select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id))

    return kinds


class Post:
    """A real SMTP server: takes what comes, but for addresses with ``never``; ``busy`` times it says later."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.busy = 0

    async def recipient(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """RCPT TO."""
        if address.startswith("never"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def message(self, server: Any, session: Any, envelope: Any) -> str:
        """DATA."""
        if self.busy:
            self.busy -= 1
            return "451 later"
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append(Taken(envelope.rcpt_tos[0], envelope.mail_from, message))
        return "250 OK"


@dataclass(frozen=True)
class Taken:
    """One mail as the server took it."""

    to: str
    sender: str
    message: EmailMessage

    @property
    def plain(self) -> str:
        """The plain text."""
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        """The HTML."""
        return self.message.get_body(("html",)).get_content()


@pytest.fixture
def post_office(app: Any) -> Iterator[Post]:
    """A running server that the application sends to."""
    box = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    handler = SimpleNamespace(handle_RCPT=box.recipient, handle_DATA=box.message)
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    before = app.knobs
    app.knobs = replace(app.knobs, mail=f"smtp://127.0.0.1:{port}", base_url="http://stoop.example")
    yield box
    app.knobs = before
    server.stop()


@pytest.fixture
def later(app: Any) -> Callable[[timedelta], None]:
    """``later(time)``: all background work there is after so long."""

    def work(by: timedelta) -> None:
        with clock.travel(by):
            run_until_idle(app)

    return work
