"""How far posts are: their cases and the city's latest line, for many posts in two queries. For visitors' eyes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, union_all
from sqlalchemy.orm import Session

from community.cases.ladder import Status, case_status, observation_status
from community.cases.models import Backing, Case, FollowUp
from community.catalog.models import Agency


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


CASES = (
    select(
        Backing.observation_id,
        Case.id,
        Case.state,
        Case.code,
        Case.reference,
        Case.needs_sorting,
        Case.scheduled_for,
        Case.opened_by,
        Case.opened_reason,
        Agency.name,
    )
    .join(Case, Case.id == Backing.case_id)
    .join(Agency, Agency.id == Case.agency_id)
    .where(Backing.observation_id.in_(bindparam("ids", expanding=True)))
    .order_by(Case.id)
)
LATEST = union_all(
    select(func.max(FollowUp.id))
    .where(FollowUp.case_id.in_(bindparam("case_ids", expanding=True)))
    .group_by(FollowUp.case_id),
    select(func.max(FollowUp.id))
    .where(FollowUp.observation_id.in_(bindparam("ids", expanding=True)))
    .group_by(FollowUp.observation_id),
)
CITY_LINES = (
    select(FollowUp.id, FollowUp.case_id, FollowUp.observation_id, Agency.name, FollowUp.words, FollowUp.written_at)
    .join(Agency, Agency.id == FollowUp.agency_id)
    .where(FollowUp.id.in_(LATEST))
    .order_by(FollowUp.id)
)


def progress_of(db: Session, states: dict[int, str]) -> dict[int, Progress]:
    """Progress of each post; ``states`` maps their ids to their states. Two queries, however many posts."""
    ids = list(states)
    cases: dict[int, list[CaseLine]] = {}
    for observation_id, *case in db.connection().execute(CASES, {"ids": ids}):
        cases.setdefault(observation_id, []).append(CaseLine(*case))
    lines = _city_lines(db, ids, cases)
    return {
        number: Progress(
            observation_status(state, cases.get(number, ())), tuple(cases.get(number, ())), lines.get(number)
        )
        for number, state in states.items()
    }


def _city_lines(db: Session, ids: Sequence[int], cases: dict[int, list[CaseLine]]) -> dict[int, CityLine]:
    """The latest line of each post: said under it, or on a case behind it."""
    behind: dict[int, list[int]] = {}
    for observation_id, lines in cases.items():
        for case in lines:
            behind.setdefault(case.id, []).append(observation_id)
    found: dict[int, CityLine] = {}
    values: dict[str, Any] = {"ids": ids, "case_ids": list(behind)}
    for _id, case_id, observation_id, agency, words, written_at in db.connection().execute(CITY_LINES, values):
        for number in behind.get(case_id, []) if case_id else [observation_id]:
            found[number] = CityLine(agency, words, written_at)
    return found
