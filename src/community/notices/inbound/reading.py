"""What an incoming message is: who wrote it, its words, whether a machine wrote it, whether it tells of a bounce. Pure;
whatever the bytes are, the answer is one of these."""

import email
import re
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser

MOST_PARTS = 200
LONGEST_TEXT = 200_000
"""Letters of a body that are looked at; a reply is at the top of it."""
MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply", "do-not-reply", "donotreply")
BULK = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Loop", "List-Id", "List-Unsubscribe", "X-Failed-Recipients")
DISOWNED = re.compile(r"\bdmarc\s*=\s*fail\b", re.I)
FAILED = re.compile(r"^Action:\s*failed\s*$", re.I | re.M)
STATUS = re.compile(r"^Status:\s*([245])\.\d{1,3}\.\d{1,3}", re.I | re.M)
SKIPPED = frozenset({"style", "script", "head", "blockquote", "title"})
BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "pre", "table"})
QUOTES = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "appendonsend", "divrplyfwdmsg")


class Unreadable(Exception):
    """The bytes are no message anybody could read."""


@dataclass(frozen=True)
class Incoming:
    """A message. ``author`` is empty where not exactly one person signs it. ``forged``: the mail
    server before us found that its author's domain disowns it (RFC 8601). ``bounced``: it tells that one of ours was
    given back for good; ``status`` then says how."""

    author: str
    message_id: str
    text: str
    automatic: bool
    forged: bool
    bounced: bool
    status: str


def read_message(raw: bytes, envelope_sender: str | None) -> Incoming:
    """The message in these bytes. ``envelope_sender`` is empty for machines; None where nobody said. Raises
    Unreadable."""
    try:
        message = email.message_from_bytes(raw)
        bounced, status = _bounce(message)
        authors = [_header(message, "From")] if len(message.get_all("From", [])) == 1 else []
        found = [address for _name, address in getaddresses(authors) if address]
        author = found[0] if len(found) == 1 and found[0].count("@") == 1 else ""
        return Incoming(
            author=author,
            message_id=_header(message, "Message-ID")[:500],
            text=_text(message),
            automatic=_is_automatic(message, author, envelope_sender),
            forged=any(DISOWNED.search(str(said)) for said in message.get_all("Authentication-Results", [])),
            bounced=bounced,
            status=status,
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
        # The library reads what should never have been sent; some of it makes it stumble.
        raise Unreadable(type(problem).__name__) from problem


def _header(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _is_automatic(message: Message, author: str, envelope_sender: str | None) -> bool:
    """Whether a machine wrote it (RFC 3834, and what machines did before it): answering one makes a loop."""
    if envelope_sender is not None and envelope_sender.strip("<> ") == "":
        return True
    if "Return-Path" in message and _header(message, "Return-Path").strip("<> ") == "":
        return True
    if _header(message, "Auto-Submitted").partition(";")[0].strip().lower() not in ("", "no"):
        return True
    if _header(message, "Precedence").lower() in BULK or any(name in message for name in AUTOMATIC_HEADERS):
        return True
    return message.get_content_type() == "multipart/report" or author.partition("@")[0].lower() in MACHINES


def _bounce(message: Message) -> tuple[bool, str]:
    """Whether the message is a report of a delivery that failed for good (RFC 3464), and its status."""
    if message.get_content_type() != "multipart/report":
        return False, ""
    for part in _parts(message):
        if part.get_content_type() == "message/delivery-status":
            said = "\n".join(str(block) for block in part.get_payload()) if part.is_multipart() else _decoded(part)
            found = STATUS.search(said)
            if found and found[1] == "5" and FAILED.search(said):
                return True, found[0].partition(":")[2].strip()
    return False, ""


def _text(message: Message) -> str:
    """The words of the body: the plain text, or what an HTML body says outside of quotes."""
    html = ""
    for part in _parts(message):
        kind = part.get_content_type()
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        if kind == "text/plain" and (said := _decoded(part)).strip():
            return said
        if kind == "text/html" and not html:
            html = _decoded(part)
    return _Words.of(html)


def _parts(message: Message) -> list[Message]:
    """The parts of this message, not of messages it carries; the first ones of a monster."""
    found: list[Message] = []
    waiting = [message]
    while waiting and len(found) < MOST_PARTS:
        part = waiting.pop(0)
        found.append(part)
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting[:0] = [inner for inner in part.get_payload() if isinstance(inner, Message)]
    return found


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    data = data[: LONGEST_TEXT * 4]
    try:
        return data.decode(part.get_content_charset("utf-8"), "replace")[:LONGEST_TEXT]
    except LookupError:
        return data.decode("utf-8", "replace")[:LONGEST_TEXT]


class _Words(HTMLParser):
    """The text of an HTML body, quotes and what nobody reads left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._skipping: list[str] = []
        self.over = False

    @classmethod
    def of(cls, html: str) -> str:
        """The words in it."""
        reader = cls()
        reader.feed(html)
        reader.close()
        return "".join(reader.said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A quote ends what the author wrote, a break is a line."""
        named = " ".join(value or "" for name, value in attrs if name in ("class", "id")).lower()
        if any(quote in named for quote in QUOTES):
            self.over = True
        if tag in SKIPPED:
            self._skipping.append(tag)
        if tag in BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """The end of what is skipped."""
        if self._skipping and self._skipping[-1] == tag:
            self._skipping.pop()

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self.over and not self._skipping:
            self.said.append(" ".join(data.split("\n")))
