"""The locks every act on a case begins with, observations before cases, and the line each act leaves."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.cases.models import Backing, Case, Step
from community.errors import Missing
from community.observations.models import Observation

FRESH = {"populate_existing": True}
"""What was read before the lock may have changed since: take the row as it is now."""


def locked_case(db: Session, case_id: int) -> Case:
    """The case, locked and fresh. Raises Missing."""
    case = db.scalar(select(Case).where(Case.id == case_id).with_for_update(), execution_options=FRESH)
    if case is None:
        raise Missing
    return case


def locked_cases(db: Session, observation_id: int) -> list[Case]:
    """The cases the observation stands behind, locked, in the order of their ids."""
    query = (
        select(Case)
        .join(Backing, Backing.case_id == Case.id)
        .where(Backing.observation_id == observation_id)
        .order_by(Case.id)
        .with_for_update(of=Case)
    )
    return list(db.scalars(query, execution_options=FRESH))


def locked_observations(db: Session, case_id: int) -> list[Observation]:
    """The observations behind the case, locked, in the order of their ids: to be called before the case is locked."""
    query = (
        select(Observation)
        .join(Backing, Backing.observation_id == Observation.id)
        .where(Backing.case_id == case_id)
        .order_by(Observation.id)
        .with_for_update(of=Observation)
    )
    return list(db.scalars(query, execution_options=FRESH))


def add_step(db: Session, case: Case, kind: str, **values: Any) -> None:
    """Note a dated, public step of the case, by the agency that has it unless ``values`` name another one."""
    db.add(Step(**{"case_id": case.id, "kind": kind, "at": clock.now(), "agency_id": case.agency_id, **values}))
