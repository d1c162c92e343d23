"""What actions and pages read of cases."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.cases.models import Backing, Case, Step


def cases_behind(db: Session, observation_id: int) -> list[Case]:
    """The cases this observation stands behind, oldest first."""
    query = (
        select(Case)
        .join(Backing, Backing.case_id == Case.id)
        .where(Backing.observation_id == observation_id)
        .order_by(Case.id)
    )
    return list(db.scalars(query))


def has_case(db: Session, observation_id: int) -> bool:
    """Whether the observation stands behind any case."""
    query = select(Backing.case_id).where(Backing.observation_id == observation_id).limit(1)
    return db.scalar(query) is not None


def has_step(db: Session, case_id: int, kind: str) -> bool:
    """Whether the case has reached this step."""
    return db.scalar(select(Step.id).where(Step.case_id == case_id, Step.kind == kind).limit(1)) is not None
