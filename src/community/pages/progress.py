"""How far posts are: their cases and the city's latest word, joined to whatever query asks for posts. For everybody's
eyes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from community.cases.ladder import Status, case_status, observation_status
from community.cases.models import Backing, Case, FollowUp
from community.catalog.models import Agency
from community.observations.models import Observation


@dataclass(frozen=True)
class CaseLine:
    """A case as posts point to it."""

    id: int
    state: str
    code: str | None
    reference: str | None
    needs_sorting: bool
    scheduled_for: date | None
    opened_by: str
    opened_reason: str
    agency: str

    @property
    def status(self) -> Status:
        """Its step of the ladder."""
        return case_status(self)


@dataclass(frozen=True)
class CityLine:
    """The city's latest public word on a post."""

    agency: str
    words: str
    written_at: datetime


@dataclass(frozen=True)
class Progress:
    """Step, cases and the city's latest word of one post."""

    status: Status
    cases: tuple[CaseLine, ...] = ()
    city: CityLine | None = None


Said = aliased(FollowUp)
Speaker = aliased(Agency)
LATEST_WORD = func.coalesce(
    select(func.max(FollowUp.id)).where(FollowUp.case_id == Case.id).correlate(Case).scalar_subquery(),
    select(func.max(FollowUp.id))
    .where(FollowUp.observation_id == Observation.id)
    .correlate(Observation)
    .scalar_subquery(),
)
"""The city's latest word on a case, or under a post whose case has none yet."""
PROGRESS_COLUMNS = (
    Case.id.label("case_id"),
    Case.state.label("case_state"),
    Case.code,
    Case.reference,
    Case.needs_sorting,
    Case.scheduled_for,
    Case.opened_by,
    Case.opened_reason,
    Agency.name.label("agency"),
    Speaker.name.label("speaker"),
    Said.words.label("said"),
    Said.written_at.label("said_at"),
)


def with_progress(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A query over observations joined to their cases and the city's words: a row for each case, one without any."""
    return (
        query.outerjoin(Backing, Backing.observation_id == Observation.id)
        .outerjoin(Case, Case.id == Backing.case_id)
        .outerjoin(Agency, Agency.id == Case.agency_id)
        .outerjoin(Said, Said.id == LATEST_WORD)
        .outerjoin(Speaker, Speaker.id == Said.agency_id)
    )


OF_ONE = (
    with_progress(select(*PROGRESS_COLUMNS).select_from(Observation))
    .where(Observation.id == bindparam("id"))
    .order_by(Case.id)
)


def progress_of(db: Session, observation_id: int, state: str) -> Progress:
    """Progress of one post. One query."""
    return progress_from(state, db.connection().execute(OF_ONE, {"id": observation_id}).all())


def progress_from(state: str, rows: Sequence[Any]) -> Progress:
    """Progress of one post from its rows (``PROGRESS_COLUMNS``, in the order of the cases)."""
    cases = tuple(
        CaseLine(
            row.case_id,
            row.case_state,
            row.code,
            row.reference,
            row.needs_sorting,
            row.scheduled_for,
            row.opened_by,
            row.opened_reason,
            row.agency,
        )
        for row in rows
        if row.case_id is not None
    )
    said = [row for row in rows if row.said is not None]
    latest = max(said, key=lambda row: row.said_at) if said else None
    city = CityLine(latest.speaker, latest.said, latest.said_at) if latest else None
    return Progress(observation_status(state, cases), cases, city)
