"""What actions and pages read of answers."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from community.confirmations.models import Confirmation


@dataclass(frozen=True)
class Question:
    """What people are asked: of a closing of the case (its round), or (``case_id`` None) of the observation as it
    stands. An answer to a closing notes by which observation the person came."""

    observation_id: int
    case_id: int | None = None
    round: int = 0

    @property
    def answered(self) -> ColumnElement[bool]:
        """The condition of its answers."""
        if self.case_id is None:
            return and_(Confirmation.observation_id == self.observation_id, Confirmation.case_id.is_(None))
        return and_(Confirmation.case_id == self.case_id, Confirmation.round == self.round)


def answer_of(db: Session, person_id: int, question: Question) -> Confirmation | None:
    """What this person says."""
    return db.scalar(select(Confirmation).where(Confirmation.person_id == person_id, question.answered))


def answers_to(db: Session, question: Question) -> Counter[str]:
    """How many say what."""
    query = select(Confirmation.says, func.count()).where(question.answered).group_by(Confirmation.says)
    return Counter({row[0]: row[1] for row in db.execute(query)})


def said_by(db: Session, person_id: int, observation_id: int, closings: list[tuple[int, int]]) -> dict[int | None, str]:
    """What this person says of the observation (under None) and of these closings (case and round; by case). One
    query."""
    asked = and_(Confirmation.observation_id == observation_id, Confirmation.case_id.is_(None))
    if closings:
        asked = or_(asked, tuple_(Confirmation.case_id, Confirmation.round).in_(closings))
    query = select(Confirmation.case_id, Confirmation.says).where(Confirmation.person_id == person_id, asked)
    return {row[0]: row[1] for row in db.execute(query)}
