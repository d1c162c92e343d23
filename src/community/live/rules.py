"""Which activity is told to which topics, what ends a socket, and the limits of this room.

A topic is a kind of page and an id: ``board:3``, ``observation:12``, ``case:7``, ``desk``, and everyone's own
``inbox:ID``, which is never asked for but given to whoever is signed in. ``threshold:3`` is for the pages of posts on
board 3: they hear what it asks for now, and nothing else of the board.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from community.db.ids import LARGEST
from community.i18n.languages import SPOKEN
from community.people.identity import Identity
from community.permissions import Ground, Permission, Role, permits

FURTHEST_BEHIND = 500
"""Lines a page may catch up with; beyond, reading the page again is cheaper and surer."""
REMEMBERED_LINES = 5000
"""Lines of all topics together that stand in memory: what sockets catch up from without a query."""
PRELOADED = 1000
"""Activities read at start, so that a reconnecting crowd finds its last minutes in memory."""
FARTHEST_QUERY = 20_000
"""Activities one query may look through for a page that slept; beyond, the page is read again."""
REMEMBERED_ENDINGS = 1000
MOST_TOPICS = 4
LONGEST_PATH = 300

READ_AGAIN = 4409
"""Close code: the page offers to be read again."""
SIGN_IN_CHANGED = 4401
"""Close code: who you are, or what you may see, has changed; connect anew."""
RESTARTING = 1012
"""Close code: the server goes down for a moment; connect anew after a while."""
TOO_MANY = 4429
"""Close code: too many pages are open from this address or with this sign-in; come back after minutes."""
NOTHING_TO_HEAR = 4404
"""Close code: a page without topics of somebody who is not signed in (any more); do not come again."""
SPOKE = 1008
"""Close code: a page only listens."""

CHANGES_PHOTOS = frozenset({"photos_added", "photo_covered", "photo_described", "photo_taken_away"})
MOVES_NOTHING = (
    frozenset({"comment_written", "comment_withdrawn", "note_written", "case_quiet", "notice_given"}) | CHANGES_PHOTOS
)
"""News of the thread, the desk or the inbox: status, support and steps stay what they are."""
CHANGES_WORDS = frozenset({"observation_edited", "observation_withdrawn", "words_hidden", "words_shown_again"})
ONLY_COUNTS = frozenset({"vote_cast", "vote_taken_back"})
"""News that changes numbers and nothing else: the desk puts them in their place and offers nothing to be read again."""
TOLD_DATA = {"comment_id": "comment", "follow_up_id": "follow_up", "answered_id": "follow_up"}
"""What of an activity's own data a line repeats, and under which name. Everything else stays inside. A reply to the
city's word tells which word: the page of a case shows what was said to it."""

ENDS_SOCKETS = frozenset(
    {"login_ended", "part_ended", "part_granted", "person_closed", "person_signed_out", "person_suspended"}
)
"""Facts after which the sockets of their person are closed and asked to come again."""

CHANGES_NAMES = frozenset({"person_closed", "person_renamed"})
"""Facts after which no remembered fragment may be sent again: one of them might hold the name."""

TOPIC = re.compile(r"(?:(board|observation|case|threshold):([0-9]{1,19})|(desk))", re.ASCII)


@dataclass(frozen=True)
class Topic:
    """A kind of page and the id of what it shows; the desk has no id."""

    kind: str
    id: int = 0

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


@dataclass(frozen=True)
class Wish:
    """What a page asked for when it connected. ``after`` None: from now on; ``language`` None: the city's."""

    topics: tuple[Topic, ...]
    after: int | None
    language: str | None = None


def read_wish(path: str) -> Wish | None:
    """The wish in ``/live?topic=board:3&after=17&lang=es``; None for anything else."""
    if len(path) > LONGEST_PATH or path.count("&") > MOST_TOPICS:
        return None
    fields = parse_qs(urlsplit(path).query)
    topics = tuple(read_topic(text) for text in fields.pop("topic", []))
    after = fields.pop("after", [""])[-1]
    language = fields.pop("lang", [None])[-1]
    if fields or None in topics or len(topics) > MOST_TOPICS or (after and not _is_id(after)):
        return None
    if language is not None and language not in SPOKEN:
        return None
    return Wish(tuple(dict.fromkeys(topic for topic in topics if topic)), int(after) if after else None, language)


def read_topic(text: str) -> Topic | None:
    """The topic somebody may ask for by this text."""
    found = TOPIC.fullmatch(text)
    if found is None:
        return None
    kind, number, desk = found.groups()
    if desk:
        return Topic("desk")
    return Topic(kind, int(number)) if 0 < int(number) <= LARGEST else None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= LARGEST


def is_own_origin(origin: str, host: str, *, base_url: str, demo: bool, ports: frozenset[int | None]) -> bool:
    """Whether a page at ``origin`` is ours.

    * With a public address set, it is exactly that address.
    * Without one, it is the host the socket was asked at, on one of our ports; on this machine any port.
    * In demo mode only this machine.
    """
    page, here = _parts(origin), _parts(f"//{host}")
    if page is None or here is None:
        return False
    if base_url:
        return _origin(origin) == _origin(base_url)
    if page[0] != here[0]:
        return False
    if page[0] in ("localhost", "127.0.0.1", "::1"):
        return True
    return not demo and page[1] in ports | {here[1]}


def _parts(address: str) -> tuple[str, int | None] | None:
    try:
        parts = urlsplit(address)
        return (parts.hostname, parts.port) if parts.hostname else None
    except ValueError:
        return None


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or default


def may_receive(identity: Identity | None, ground: Ground) -> bool:
    """Whether a line of the desk about a case on ``ground`` is for this liaison."""
    return permits(identity, Permission.CASE_READ_INSIDE, ground)


def ends_sockets(kind: str, data: dict[str, Any]) -> bool:
    """Whether sockets of the fact's person are to be closed.

    * A sign-in that ended, or a person who may no longer sign in, listens no longer.
    * A part given or taken changes what may be seen; a neighbor's part does not: boards are public.
    """
    return kind in ENDS_SOCKETS and not (kind.startswith("part_") and data.get("role") == Role.NEIGHBOR)


def moves(kind: str) -> bool:
    """Whether status, support and steps of what it is about may have changed."""
    return kind not in MOVES_NOTHING


def changes_photos(kind: str, data: dict[str, Any]) -> bool:
    """Whether the photos of the post itself may look differently now: with its words they are hidden and taken back."""
    own = data.get("comment_id") is None and data.get("said_id") is None
    return own and kind in CHANGES_PHOTOS | CHANGES_WORDS


def changes_words(kind: str, data: dict[str, Any]) -> bool:
    """Whether the words of the post itself, not of a comment, may read differently now."""
    return kind in CHANGES_WORDS and data.get("comment_id") is None
