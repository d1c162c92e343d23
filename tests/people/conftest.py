"""The mail that was written, as its reader finds it."""

import email
import re
from collections.abc import Callable
from dataclasses import dataclass
from email import policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from community.people.models import Account, Person
from community.people.passwords import hash_password
from tests import make
from tests.browser import Browser

PASSWORD = "seven blue bicycles"


@dataclass(frozen=True)
class Mail:
    """One mail in a mailbox."""

    to: str
    subject: str
    words: str

    @property
    def code(self) -> str:
        """The six digits, as a person would type them."""
        return re.search(r"^(\d{3} \d{3})$", self.words, re.M).group(1).replace(" ", "")

    @property
    def link(self) -> str:
        """Path of the link."""
        return re.search(r"http://localhost:6543(/code/\S+)", self.words).group(1)


@pytest.fixture
def post_office(worker: Callable[[], None], home: Path) -> Callable[[], list[Mail]]:
    """``post_office()``: let the worker send, then everything that was sent, oldest first."""

    def deliver() -> list[Mail]:
        worker()
        found = []
        for path in sorted((home / "mail").glob("*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            found.append(Mail(message["To"], message["Subject"], message.get_content()))
        return found

    return deliver


@pytest.fixture
def look(app: Any) -> Callable[[Any], Any]:
    """``look(statement)``: the first value, in a session of its own that leaves no lock behind."""

    def scalar(statement: Any) -> Any:
        with app.sessions.reading() as db:
            return db.scalar(statement)

    return scalar


@pytest.fixture
def another_visitor(app: Any, wsgi: Any) -> Browser:
    """A second browser, of somebody else."""
    from webtest import TestApp

    return Browser(TestApp(wsgi))


@pytest.fixture
def dana(db: Session) -> Person:
    """Somebody with a password."""
    person = make.person(db, "Dana", email="dana@example.org")
    db.get_one(Account, person.id).password_hash = password_hash()
    db.commit()
    return person


def password_hash(password: str = PASSWORD) -> str:
    """As kept in the account of a test person."""
    return hash_password(password, 4)


def signed_in(browser: Browser) -> bool:
    """Whether the browser's cookie opens one's own page."""
    return browser.get("/me", status=None).status_int == 200


def reads_alike(one: Any, other: Any) -> bool:
    """Whether two answers say the same, but for the address that was typed, the nonce and the token of the page."""
    texts = [
        re.sub(r'nonce="[^"]*"|name="csrf_token" value="[^"]*"|[\w.+-]+@[\w.]*example\.org', "", page.text)
        for page in (one, other)
    ]
    return texts[0] == texts[1] and one.status == other.status
