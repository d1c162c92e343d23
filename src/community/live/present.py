"""How the observations and cases behind a batch of activities stand now: three queries, whatever the batch."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.cases.models import Backing, Case
from community.observations.models import Observation


@dataclass(frozen=True)
class ObservationNow:
    """What a line says of an observation."""

    id: int
    board_id: int
    state: str
    listed: bool
    votes: int
    comments: int
    seen_count: int
    gone_count: int
    looked_at: datetime | None

    def figures(self) -> dict[str, Any]:
        """For the head of a line."""
        figures = {"board": self.board_id, "observation": self.id, "state": self.state}
        return {**figures, "votes": self.votes, "comments": self.comments}


@dataclass(frozen=True)
class CaseNow:
    """What a line says of a case."""

    id: int
    board_id: int | None
    agency_id: int
    state: str
    votes: int

    def figures(self) -> dict[str, Any]:
        """For the head of a line."""
        return {"case": self.id, "state": self.state, "votes": self.votes}


@dataclass(frozen=True)
class Present:
    """The rows by id, and which observation stands behind which case."""

    observations: dict[int, ObservationNow]
    cases: dict[int, CaseNow]
    behind: dict[int, list[int]]
    """Case id → observation ids."""

    def touched(self, row: Activity) -> tuple[list[ObservationNow], list[CaseNow]]:
        """The observations and cases whose pages this activity changes. News of a case reach every thread behind it;
        news of a thread reach the cases it stands behind."""
        if row.observation_id is not None:
            ids = {row.observation_id}
            cases = {case for case, behind in self.behind.items() if row.observation_id in behind}
            cases |= {row.case_id} if row.case_id is not None else set()
        else:
            cases = {row.case_id} if row.case_id is not None else set()
            ids = {observation for case in cases for observation in self.behind.get(case, ())}
        return (
            [self.observations[key] for key in sorted(ids) if key in self.observations],
            [self.cases[key] for key in sorted(cases) if key in self.cases],
        )


def present_state(db: Session, activities: Iterable[Activity]) -> Present:
    """How everything these activities touch stands now."""
    observations = {row.observation_id for row in activities if row.observation_id is not None}
    cases = {row.case_id for row in activities if row.case_id is not None}
    behind: dict[int, list[int]] = defaultdict(list)
    backing = or_(Backing.case_id.in_(cases), Backing.observation_id.in_(observations))
    for case_id, observation_id in db.execute(select(Backing.case_id, Backing.observation_id).where(backing)):
        behind[case_id].append(observation_id)
    observations.update(key for keys in behind.values() for key in keys)
    cases.update(behind)
    return Present(_observations(db, observations), _cases(db, cases), dict(behind))


def _observations(db: Session, ids: set[int]) -> dict[int, ObservationNow]:
    row = Observation
    figures = (row.vote_count, row.comment_count, row.seen_count, row.gone_count, row.looked_at)
    query = select(row.id, row.board_id, row.state, row.listed, *figures).where(row.id.in_(ids))
    return {found[0]: ObservationNow(*found) for found in db.execute(query)}


def _cases(db: Session, ids: set[int]) -> dict[int, CaseNow]:
    columns = (Case.id, Case.board_id, Case.agency_id, Case.state, Case.voices)
    return {found[0]: CaseNow(*found) for found in db.execute(select(*columns).where(Case.id.in_(ids)))}
