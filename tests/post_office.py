"""A real SMTP server on loopback, for the stories of mails."""

import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

from aiosmtpd.controller import Controller


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


class Post:
    """Takes what comes, but for addresses with ``never``; ``busy`` times it says later."""

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


@contextmanager
def running() -> Iterator[tuple[Post, int]]:
    """A running server, and its port."""
    box = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    server = Controller(
        SimpleNamespace(handle_RCPT=box.recipient, handle_DATA=box.message), hostname="127.0.0.1", port=port
    )
    server.start()
    try:
        yield box, port
    finally:
        server.stop()
