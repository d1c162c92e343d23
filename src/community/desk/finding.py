"""Which cases a liaison means by what they typed: a number, an address, a shown name, or words of the thread."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select, union
from sqlalchemy.orm import Session

from community.cases.models import Backing, Case
from community.desk.rules import Scope
from community.observations.models import ExactPlace, Observation
from community.people.models import Person
from community.search.matching import asked_of
from community.search.queries import hits

MOST_OF_ONE_NAME = 200
SHOWS_ITS_NAME = and_(
    Observation.nameless.is_(False), Observation.hidden_at.is_(None), Observation.state != "withdrawn"
)
"""A display name finds only posts that show it: nothing else links a post without a name to a person, at the desk
neither."""


def cases_found(db: Session, scopes: Sequence[Scope], text: str, *, board_id: int | None = None) -> tuple[int, ...]:
    """The cases of these parts that the text means. Of words that stand in very many threads the newest threads are
    searched. Two queries."""
    asked = asked_of(text)
    marks = [f"b{board_id}"] if board_id else []
    threads = hits(db, asked, marks=marks) if asked else []
    posts = {hit.observation_id for hit in threads if hit.observation_id is not None}
    said = {hit.case_id for hit in threads if hit.case_id is not None}
    meant = union(
        select(Backing.case_id.label("id")).where(Backing.observation_id.in_(posts)),
        select(Case.id).where(Case.id.in_(said)),
        select(Case.id).where(Case.reference == text.upper()),
        *_at_address(text),
        _named(text),
    ).subquery()
    rows = db.execute(select(Case.id, Case.agency_id, Case.board_id).join(meant, meant.c.id == Case.id))
    return tuple(row.id for row in rows if _theirs(scopes, row.agency_id, row.board_id))


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
    return start[:-1] + chr(ord(start[-1]) + 1)


def _named(name: str) -> Any:
    people = select(Person.id).where(Person.display_name.in_((name, name.title())), Person.closed_at.is_(None))
    return (
        select(Backing.case_id)
        .join(Observation, Observation.id == Backing.observation_id)
        .where(Observation.author_id.in_(people.limit(MOST_OF_ONE_NAME)), SHOWS_ITS_NAME)
    )


def _theirs(scopes: Sequence[Scope], agency_id: int, board_id: int | None) -> bool:
    return any(scope.agency_id == agency_id and (scope.boards is None or board_id in scope.boards) for scope in scopes)
