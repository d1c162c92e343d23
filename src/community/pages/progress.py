"""How far posts are: their cases and the city's latest word, joined to whatever query asks for posts. For everybody's
eyes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from community.cases.ladder import observation_status
from community.cases.models import Backing, Case, FollowUp, Step
from community.catalog.models import Agency
from community.observations.models import Observation
from community.pages.lines import CaseLine, CityLine, Progress, StepLine
from community.people.models import Person

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
TRACK_COLUMNS = (
    Case.neighbors_say,
    Case.round,
    Case.confirm_until,
    Case.fixed_count,
    Case.still_count,
    Case.pace,
    Case.due_at,
    Case.paused_for,
    Case.promise,
    Case.moved_from,
)
"""What neighbors say of a case, and how it stands in time."""
PROGRESS_COLUMNS = (
    Case.id.label("case_id"),
    Case.state.label("case_state"),
    Case.code,
    Case.reference,
    Case.needs_sorting,
    Case.scheduled_for,
    Case.opened_by,
    Case.opened_reason,
    Case.duplicate_of_id,
    *TRACK_COLUMNS,
    Backing.joined,
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


STEPS = (
    select(Step.case_id, Step.kind, Step.at, Agency.name, Person.display_name, Step.on)
    .outerjoin(Agency, Agency.id == Step.agency_id)
    .outerjoin(Person, Person.id == Step.person_id)
    .where(Step.case_id.in_(bindparam("ids", expanding=True)))
    .order_by(Step.at, Step.id)
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
            row.duplicate_of_id,
            row.neighbors_say,
            row.round,
            row.confirm_until,
            row.fixed_count,
            row.still_count,
            row.pace,
            row.due_at,
            row.paused_for,
            row.promise,
            row.moved_from,
            row.joined,
        )
        for row in rows
        if row.case_id is not None
    )
    said = [row for row in rows if row.said is not None]
    latest = max(said, key=lambda row: row.said_at) if said else None
    city = CityLine(latest.speaker, latest.said, latest.said_at) if latest else None
    return Progress(observation_status(state, cases), cases, city)


def steps_of(db: Session, case_ids: Sequence[int]) -> list[StepLine]:
    """Dated steps of these cases, in order. One query, none without cases."""
    return [StepLine(*row) for row in db.execute(STEPS, {"ids": list(case_ids)})] if case_ids else []
