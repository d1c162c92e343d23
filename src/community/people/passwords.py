"""Hashing passwords: slow on purpose, so never inside a write transaction and only a few at a time."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import bcrypt

from community.errors import TooMany
from community.i18n import _
from community.people.rules import LONGEST_PASSWORD, plain_password

AT_ONCE = 2
"""Hashes worked on at the same time: the other threads of the server keep the processor for pages."""
LONGEST_WAIT_SECONDS = 10
_turns = threading.BoundedSemaphore(AT_ONCE)


def hash_password(password: str, cost: int) -> str:
    """What is kept of a password. Raises TooMany when the server has too many of them to work on."""
    with _turn():
        return bcrypt.hashpw(_digest(password), bcrypt.gensalt(cost)).decode()


def matches(password: str, kept: str | None, cost: int) -> bool:
    """Whether ``password`` is the one ``kept`` is of. Takes its time for None too, so that nobody can tell from
    it whether an account exists. Raises TooMany."""
    with _turn():
        found = bcrypt.checkpw(_digest(password), (kept or _nobody(cost)).encode())
    return found and kept is not None and len(password) <= LONGEST_PASSWORD


def _digest(password: str) -> bytes:
    """44 bytes of any password: bcrypt takes 72 at most and stops at none of these."""
    return base64.b64encode(
        hashlib.sha256(plain_password(password[: LONGEST_PASSWORD + 1]).encode("utf-8", "replace")).digest()
    )


def _nobody(cost: int) -> str:
    """The hash that unknown addresses are checked against: of nothing, but it takes as long as any."""
    return f"$2b${cost:02}${'.' * 22}{'.' * 31}"


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise TooMany(_("Many people are signing in right now. Try again in a minute."))
    try:
        yield
    finally:
        _turns.release()
