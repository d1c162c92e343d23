"""What is shown of the things found: their present words, as everybody may read them at this moment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from community.cases.ladder import Status, case_status
from community.cases.models import Case, FollowUp
from community.catalog.models import Agency, Service
from community.comments.models import Comment
from community.observations.models import Observation
from community.search.rules import CASE, CITY, POST, REPLY
from community.search.source_queries import READABLE, STANDS


@dataclass(frozen=True)
class Said:
    """Present words: of a post, a reply or the city (then with its agency), or a captain's reason for a case."""

    words: str
    agency: str | None


@dataclass(frozen=True)
class CaseFound:
    """A case without a readable post, as its page shows it."""

    id: int
    board_id: int | None
    reference: str | None
    service: str | None
    agency: str
    state: str
    code: str | None
    opened_at: datetime

    @property
    def status(self) -> Status:
        """Its step of the ladder."""
        return case_status(self)


def present_words(db: Session, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], Said]:
    """The words of these things (kind and id) that may be read now; nothing of the others. One query."""
    ids = {kind: [number for one, number in wanted if one == kind] for kind in (POST, REPLY, CITY, CASE)}
    parts: list[Any] = [
        select(literal(POST), Observation.id, Observation.description, literal(None)).where(
            Observation.id.in_(ids[POST]), READABLE
        ),
        select(literal(REPLY), Comment.id, Comment.words, literal(None))
        .join(Observation, Observation.id == Comment.observation_id)
        .where(Comment.id.in_(ids[REPLY]), READABLE, STANDS),
        select(literal(CITY), FollowUp.id, FollowUp.words, Agency.name)
        .join(Agency, Agency.id == FollowUp.agency_id)
        .where(FollowUp.id.in_(ids[CITY])),
        select(literal(CASE), Case.id, Case.opened_reason, literal(None)).where(Case.id.in_(ids[CASE])),
    ]
    return {(kind, number): Said(words, agency) for kind, number, words, agency in db.execute(union_all(*parts))}


def cases_found(db: Session, ids: Sequence[int]) -> dict[int, CaseFound]:
    """These cases, by id. One query, none without ids."""
    if not ids:
        return {}
    query = (
        select(
            Case.id,
            Case.board_id,
            Case.reference,
            Service.name,
            Agency.name,
            Case.state,
            Case.code,
            Case.opened_at,
        )
        .join(Agency, Agency.id == Case.agency_id)
        .outerjoin(Service, Service.id == Case.service_id)
        .where(Case.id.in_(ids))
    )
    return {row[0]: CaseFound(*row) for row in db.execute(query)}
