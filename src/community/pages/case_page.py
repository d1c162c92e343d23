"""The public page of a case: its step, what the city said, the posts behind it. Nothing internal is read here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, select, true
from sqlalchemy.orm import Session

from community.boards.models import Board
from community.cases.models import Backing, Case
from community.cases.models_clock import AnswerClock, CaseClock, DoneClock, with_clocks
from community.catalog.models import Agency, Service
from community.catalog.queries import asked_for
from community.catalog.rules import read_answers
from community.notices.following import CASE as CASE_FOLLOWED
from community.notices.models import Follow
from community.observations.models import Observation
from community.pages.board_feed import ROWS, BoardRow, rows_from
from community.pages.lines import TwoTracks
from community.pages.progress import TRACK_COLUMNS
from community.voting.queries import NEIGHBORS_BEHIND

MOST_POSTS = 100


@dataclass(frozen=True)
class PublicCase(TwoTracks):
    """A case as everyone reads it. ``title`` is that of the first readable post behind it."""

    id: int
    state: str
    code: str | None
    reference: str | None
    service: str | None
    agency: str
    opened_at: datetime
    opened_by: str
    opened_reason: str
    needs_sorting: bool
    scheduled_for: date | None
    closed_at: datetime | None
    withdrawn: bool
    board_slug: str | None
    board_name: str | None
    neighbors: int
    backing: int
    goes_on_as: int | None
    neighbors_say: str | None = None
    round: int = 0
    confirm_until: datetime | None = None
    fixed_count: int = 0
    still_count: int = 0
    pace: str | None = None
    due_at: datetime | None = None
    paused_for: str | None = None
    promise: str | None = None
    moved_from: date | None = None
    followed: bool = False
    """By who reads the page."""
    answer_clock: CaseClock | None = None
    done_clock: CaseClock | None = None
    service_id: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    """To the questions of its kind, private ones too: ``public_answers`` picks those that everybody may read."""

    @property
    def clocks(self) -> list[CaseClock]:
        """What it was promised, the first answer first."""
        return [one for one in (self.answer_clock, self.done_clock) if one is not None]


CASE = with_clocks(
    select(
        Case.id,
        Case.state,
        Case.code,
        Case.reference,
        Service.name,
        Agency.name,
        Case.opened_at,
        Case.opened_by,
        Case.opened_reason,
        Case.needs_sorting,
        Case.scheduled_for,
        Case.closed_at,
        Case.words_withdrawn_at.is_not(None),
        Board.slug,
        Board.name,
        NEIGHBORS_BEHIND,
        select(func.count()).select_from(Backing).where(Backing.case_id == Case.id).scalar_subquery(),
        Case.duplicate_of_id,
        *TRACK_COLUMNS,
        exists().where(
            Follow.person_id == bindparam("viewer"),
            Follow.kind == CASE_FOLLOWED,
            Follow.subject_id == Case.id,
            Follow.active.is_(true()),
        ),
        AnswerClock,
        DoneClock,
        Case.service_id,
        Case.answers,
    )
    .join(Agency, Agency.id == Case.agency_id)
    .outerjoin(Service, Service.id == Case.service_id)
    .outerjoin(Board, Board.id == Case.board_id)
    .where(Case.id == bindparam("id"))
)
BEHIND = (
    select(Backing.observation_id)
    .join(Observation, Observation.id == Backing.observation_id)
    .where(Backing.case_id == bindparam("id"), Observation.listed)
    .order_by(Backing.observation_id)
    .limit(MOST_POSTS)
)
BEHIND_ROWS = ROWS.where(Observation.id.in_(BEHIND)).order_by(Case.id)


def public_case(db: Session, case_id: int, viewer_id: int | None = None) -> PublicCase | None:
    """The case, for anybody; ``viewer_id`` follows it or not. One query."""
    row: Any = db.execute(CASE, {"id": case_id, "viewer": viewer_id}).first()
    return PublicCase(*row) if row else None


def public_answers(db: Session, case: PublicCase) -> list[tuple[str, str]]:
    """Public questions of its kind and what was answered, in words. One query where anything was answered."""
    if not case.answers:
        return []
    questions = [question for question in db.scalars(asked_for(case.service_id)) if question.public]
    return read_answers(questions, case.answers)


def posts_behind(db: Session, case_id: int) -> list[BoardRow]:
    """The posts behind a case, oldest first. One query."""
    return sorted(rows_from(db, BEHIND_ROWS, {"id": case_id}), key=lambda row: row.id)
