"""What waitress does with a body that is larger than we take: nothing of it is kept, and the pages say no.

By itself waitress would answer in words of its own, neither a page nor the XML or JSON that a program asked for; would
ask for a body that it means to refuse, where the sender waits to be asked (RFC 9110, 10.1.1); and would hang up on a
sender who is still sending, to whom the answer is then lost. Here the request goes to the application without its
body, and with word of that; the application refuses it at once; and what still comes in is read and dropped for a
while, as nginx does (``lingering_time``).
"""

import socket
import time
from functools import partial
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import WSGITask
from waitress.utilities import RequestEntityTooLarge

from community.bodies import CUT, MOST_READ, PARTED
from community.settings import Settings

LINGER_SECONDS = 30.0


class Reader(HTTPRequestParser):
    """One request as it comes in. Of words there may be ``most_words`` bytes; a form with files may be as large as
    waitress is told."""

    cut = False
    """Whether its body was too large. The application hears of it and gets none."""
    body_rcv: Any

    def __init__(self, most_words: int, adj: Any) -> None:
        super().__init__(adj)
        self._most_words = most_words

    def received(self, data: bytes) -> int:
        """How many bytes were used; all, once the body is too large."""
        used: int = super().received(data)
        too_large = isinstance(self.error, RequestEntityTooLarge)
        if too_large or (self.error is None and self._too_many_words()):
            self._cut()
            return len(data)
        return used

    def _too_many_words(self) -> bool:
        kind: str = self.headers.get("CONTENT_TYPE", "")
        size = max(self.content_length, self.body_bytes_received)
        return size > self._most_words and not kind.strip().lower().startswith(PARTED)

    def _cut(self) -> None:
        """Complete as it is, and the last one on its connection."""
        self.cut = self.completed = True
        self.error, self.expect_continue = None, False
        if self.body_rcv is not None:
            self.body_rcv.getbuf().close()
            self.body_rcv = None
        self.headers |= {"CONTENT_LENGTH": "0", "CONNECTION": "close"}


class Task(WSGITask):
    """One request as the application gets it."""

    def get_environment(self) -> dict[str, Any]:
        """With word of a body that was too large."""
        environ: dict[str, Any] = super().get_environment()
        return environ | {CUT: True} if self.request.cut else environ


class Channel(HTTPChannel):
    """One connection. After a request that was cut it says that it is done, and hears the sender out."""

    task_class = Task

    def __init__(self, *words: Any, most_words: int, **more: Any) -> None:
        self.parser_class = partial(Reader, most_words)
        self._cut = False
        self._until: float | None = None
        super().__init__(*words, **more)

    def service(self) -> None:
        """Answer one request."""
        self._cut = self._cut or self.requests[0].cut
        super().service()

    def handle_close(self) -> None:
        """Close; after a request that was cut only our side at first."""
        if self._cut and self._until is None and self.connected:
            self._until = time.monotonic() + LINGER_SECONDS
            self.will_close = False
            try:
                self.socket.shutdown(socket.SHUT_WR)
                return
            except OSError:  # the sender is gone already
                pass
        super().handle_close()

    def handle_read(self) -> None:
        """Take what comes in; drop it where only the sender's goodbye is waited for."""
        if self._until is None:
            super().handle_read()
            return
        try:
            heard = self.recv(self.adj.recv_bytes)
        except OSError:
            heard = b""
        if self.connected and (not heard or time.monotonic() > self._until):
            super().handle_close()


def refuse_large_bodies(server: Any, knobs: Settings) -> None:
    """Let every connection of this waitress server read so. Tell waitress as its limit one byte more than what the
    application takes, so that the application is who refuses."""
    server.channel_class = partial(Channel, most_words=max(knobs.max_body, MOST_READ))
