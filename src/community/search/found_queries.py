"""What is shown of the things found: their present words, as everybody may read them at this moment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import literal, null, select, union_all
from sqlalchemy.orm import Session

from community.cases.ladder import Status, case_status
from community.cases.models import Case, FollowUp
from community.catalog.models import Agency, Service
from community.comments.models import Comment
from community.comments.queries import STANDS
from community.observations.models import Observation
from community.search.rules import CASE, CITY, POST, REPLY
from community.search.source_queries import READABLE

CASE_COLUMNS = (Case.board_id, Case.reference, Case.state, Case.code, Case.neighbors_say)
NO_CASE = (null(), null(), null(), literal(""), null(), null())
"""Instead of the service and of these, for what is no case."""


@dataclass(frozen=True)
class Said:
    """Present words: of a post, a reply or the city (then with its agency), or a captain's reason for a case. The rest
    is of a case."""

    kind: str
    id: int
    words: str
    agency: str | None
    service: str | None
    board_id: int | None
    reference: str | None
    state: str
    code: str | None
    neighbors_say: str | None
    at: datetime

    @property
    def status(self) -> Status:
        """The step of a case."""
        return case_status(self)


def present_words(db: Session, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], Said]:
    """The words of these things (kind and id) that may be read now; nothing of the others. One query."""
    ids = {kind: [number for one, number in wanted if one == kind] for kind in (POST, REPLY, CITY, CASE)}
    # The cases first: PostgreSQL takes the types of the columns from there.
    parts: list[Any] = [
        select(literal(CASE), Case.id, Case.opened_reason, Agency.name, Service.name, *CASE_COLUMNS, Case.opened_at)
        .join(Agency, Agency.id == Case.agency_id)
        .outerjoin(Service, Service.id == Case.service_id)
        .where(Case.id.in_(ids[CASE])),
        select(literal(POST), Observation.id, Observation.description, null(), *NO_CASE, Observation.created_at).where(
            Observation.id.in_(ids[POST]), READABLE
        ),
        select(literal(REPLY), Comment.id, Comment.words, null(), *NO_CASE, Comment.written_at)
        .join(Observation, Observation.id == Comment.observation_id)
        .where(Comment.id.in_(ids[REPLY]), READABLE, STANDS),
        select(literal(CITY), FollowUp.id, FollowUp.words, Agency.name, *NO_CASE, FollowUp.written_at)
        .join(Agency, Agency.id == FollowUp.agency_id)
        .where(FollowUp.id.in_(ids[CITY])),
    ]
    return {row[:2]: Said(*row) for row in db.execute(union_all(*parts))}
