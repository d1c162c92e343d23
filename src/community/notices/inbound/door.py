"""The door mail comes in by: an SMTP or LMTP server on an address of our own, behind the city's mail server.

It opens no relay: it takes mail for addresses we signed, and says no to all others before they send anything.
"""

import asyncio
import logging
import threading
import unicodedata
from types import SimpleNamespace
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from community.i18n import _, in_language
from community.notices.inbound.taking import NOT_OURS, REFUSED, is_ours, take_message

log = logging.getLogger(__name__)

MOST_RECIPIENTS = 20
PATIENCE_SECONDS = 60
LONGEST_LINE = 100_000
"""Bytes. The standard says 1,000; a paragraph without a break is longer."""


class Door:
    """What the server asks us: whether an address is ours, and to take a message."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def recipient(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only addresses we signed."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        if not await asyncio.to_thread(is_ours, self._app, address):
            with in_language(self._app.knobs.language):
                return f"550 5.1.1 {_in_ascii(_(NOT_OURS))}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def message(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take the message for each of its addresses; LMTP is told of each, SMTP of the first that was refused."""
        raw = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        answers = [await self._answer(envelope.mail_from, address, raw) for address in envelope.rcpt_tos]
        if isinstance(server, LMTP):
            return "\r\n".join(answers)
        return next((answer for answer in answers if not answer.startswith("250")), "250 OK")

    async def _answer(self, sender: str | None, address: str, raw: bytes) -> str:
        try:
            verdict = await asyncio.to_thread(take_message, self._app, sender or "", address, raw)
        except Exception:  # the sender keeps the message and tries again; the reason is in the log
            log.exception("an incoming mail could not be taken now")
            return "451 4.3.0 Try again later"
        return f"550 5.7.1 {_in_ascii(verdict.words)}" if verdict.outcome == REFUSED else "250 OK"


def _in_ascii(words: str) -> str:
    """The words without accents: between mail servers an answer is ASCII."""
    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()


class PatientSmtp(SMTP):
    """Takes the overlong lines some mail programs write."""

    line_length_limit = LONGEST_LINE


class PatientLmtp(LMTP):
    """The same for LMTP."""

    line_length_limit = LONGEST_LINE


class _Controller(Controller):
    def factory(self) -> SMTP:
        """SMTP or LMTP, as set."""
        kind = PatientLmtp if self._lmtp else PatientSmtp
        return kind(self.handler, data_size_limit=self._largest, ident="Stoop", timeout=PATIENCE_SECONDS)

    def __init__(self, door: Door, knobs: Any) -> None:
        self._lmtp, self._largest = knobs.inbound_protocol == "lmtp", knobs.inbound_max
        # The library finds its hooks by these names.
        hooks = SimpleNamespace(handle_RCPT=door.recipient, handle_DATA=door.message)
        super().__init__(hooks, hostname=knobs.inbound_host, port=knobs.inbound_port)


def open_door(app: Any) -> Controller:
    """The door, open: mail is taken until its ``stop()``. Raises OSError when the port is taken."""
    controller = _Controller(Door(app), app.knobs)
    controller.start()
    return controller


def run(app: Any, stop: threading.Event) -> None:
    """Take mail until ``stop`` is set. Raises OSError when the port is taken."""
    controller = open_door(app)
    try:
        stop.wait()
    finally:
        controller.stop()
