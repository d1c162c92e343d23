"""What actions and pages read of answers."""

from collections import Counter

from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from community.confirmations.models import Confirmation


def answer_of(
    db: Session, person_id: int, observation_id: int, case_id: int | None, number: int
) -> Confirmation | None:
    """What this person says: of the closing of the case, or (``case_id`` None) of the observation as it stands."""
    query = select(Confirmation).where(Confirmation.person_id == person_id)
    if case_id is None:
        query = query.where(Confirmation.observation_id == observation_id, Confirmation.case_id.is_(None))
    else:
        query = query.where(Confirmation.case_id == case_id, Confirmation.round == number)
    return db.scalar(query)


def answers_to(db: Session, observation_id: int, case_id: int | None, number: int) -> Counter[str]:
    """How many say what."""
    query = select(Confirmation.says, func.count()).group_by(Confirmation.says)
    if case_id is None:
        query = query.where(Confirmation.observation_id == observation_id, Confirmation.case_id.is_(None))
    else:
        query = query.where(Confirmation.case_id == case_id, Confirmation.round == number)
    return Counter({row[0]: row[1] for row in db.execute(query)})


def said_by(db: Session, person_id: int, observation_id: int, closings: list[tuple[int, int]]) -> dict[int | None, str]:
    """What this person says of the observation (under None) and of these closings (case and round; by case). One
    query."""
    asked = and_(Confirmation.observation_id == observation_id, Confirmation.case_id.is_(None))
    if closings:
        asked = or_(asked, tuple_(Confirmation.case_id, Confirmation.round).in_(closings))
    query = select(Confirmation.case_id, Confirmation.says).where(Confirmation.person_id == person_id, asked)
    return {row[0]: row[1] for row in db.execute(query)}
