"""Which cases a liaison means by what they typed: a number, an address, a shown name, or words of the thread; of a case
without one, words of what was told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, select, union
from sqlalchemy.orm import Session

from community.cases.models import Backing, Case
from community.db.base import LAST_LETTER
from community.desk.naming import mine_of, named, spelled, unquoted
from community.desk.rules import Scope, is_within
from community.desk.tray_words import in_tray
from community.observations.models import ExactPlace, Observation
from community.people.models import Person
from community.people.names import SHORTEST, name_key
from community.search.matching import asked_of
from community.search.queries import threads_meant

MOST_OF_ONE_NAME = 200
MOST_THREADS = 500
"""Of the whole city, or of one board where it is given. To look up more of them PostgreSQL would read all cases."""
SHOWS_ITS_NAME = and_(
    Observation.nameless.is_(False), Observation.hidden_at.is_(None), Observation.state != "withdrawn"
)
"""A display name finds only posts that show it: nothing else links a post without a name to a person, at the desk
neither."""


@dataclass(frozen=True)
class Found:
    """The cases a question means. ``named``: it was the number of a case, so nothing else is meant. ``cut``: the words
    stand in more threads than were looked through."""

    ids: tuple[int, ...]
    named: bool = False
    cut: bool = False


def by_number(text: str) -> dict[str, Select[*tuple[Any, ...]]]:
    """The query ``numbered``, of the cases that have this number; none for what cannot be one: nothing, and what stands
    between quotation marks."""
    return {"numbered": named(text)} if text and unquoted(text) == text else {}


def cases_found(
    db: Session,
    scopes: Sequence[Scope],
    text: str,
    numbered: Iterable[Any],
    *,
    among: Sequence[Scope],
    board_id: int | None = None,
) -> Found:
    """The cases of these parts that the text means. A number means its case alone, and none where no case has it, but
    it is a word like others between quotation marks: ``numbered`` is what ``by_number`` found. Words are looked for
    ``among`` some of the parts, on one board if it is given. At most two queries."""
    words, ids = unquoted(text), mine_of(numbered, scopes, text)
    if ids or (words == text and spelled(text)):
        return Found(ids, named=True)
    return _by_words(db, among, words, board_id)


def _by_words(db: Session, scopes: Sequence[Scope], text: str, board_id: int | None) -> Found:
    """Of words that stand in very many threads the newest threads are searched. Two queries."""
    asked = asked_of(text)
    marks = [f"b{board_id}"] if board_id else []
    threads, cut = threads_meant(db, asked, marks, MOST_THREADS) if asked else (set(), False)
    posts = {post for post, _case in threads if post is not None}
    said = {case for _post, case in threads if case is not None}
    meant = union(
        select(Backing.case_id.label("id")).where(Backing.observation_id.in_(posts)),
        select(Case.id).where(Case.id.in_(said)),
        *_at_address(text),
        *([in_tray(asked)] if asked else []),
        _named(text),
    ).subquery()
    rows = db.execute(select(Case.id, Case.agency_id, Case.board_id).join(meant, meant.c.id == Case.id))
    ids = tuple(row.id for row in rows if is_within(scopes, row.agency_id, row.board_id))
    return Found(ids, cut=cut)


def _at_address(text: str) -> list[Any]:
    """Cases whose exact address begins so; as typed, or with capitals as addresses are written."""
    starts = [start for start in dict.fromkeys((text, text.title())) if start]
    within = [and_(ExactPlace.address >= start, ExactPlace.address < _next(start)) for start in starts]
    return [
        select(Backing.case_id).join(ExactPlace, ExactPlace.observation_id == Backing.observation_id).where(one)
        for one in within
    ]


def _next(start: str) -> str:
    """The first text that does not begin with ``start`` any more."""
    after = min(ord(start[-1]) + 1, 0x10FFFF)
    return start[:-1] + chr(0xE000 if 0xD800 <= after < 0xE000 else after)  # halves of characters are no letters


def _named(name: str) -> Any:
    """Cases of posts by people whose shown name begins so. Of very many such people the first."""
    key = name_key(name)
    begins = and_(Person.name_key >= key, Person.name_key < key + LAST_LETTER)
    # One letter begins the name of half a city, where a letter is not a whole word.
    meant = Person.name_key == key if len(key) < SHORTEST and key.isascii() else begins
    people = select(Person.id).where(meant, Person.closed_at.is_(None)).order_by(Person.name_key, Person.id)
    return (
        select(Backing.case_id)
        .join(Observation, Observation.id == Backing.observation_id)
        .where(Observation.author_id.in_(people.limit(MOST_OF_ONE_NAME)), SHOWS_ITS_NAME)
    )
