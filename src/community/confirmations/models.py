"""What one neighbor says who was there: of an unsettled problem, or of one closing of a case."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id, only

OF_A_CLOSING, UNSETTLED = text("case_id is not null"), text("case_id is null")


class Confirmation(Base):
    """One answer a person, which may change. ``case_id`` and ``round`` name the closing it answers; without them it is
    about the observation as it stands. ``observation_id`` is the page on which it was given.

    Words and photos of an answer are a comment like any other (``comment_id``), so that hiding, taking back and
    "without my name" hold for them too. Who answered what is shown nowhere but there.
    """

    __tablename__ = "confirmation"
    __table_args__ = (
        CheckConstraint("says in ('seen','gone','fixed','partly','still','cannot')", name="says"),
        Index(
            "ix_confirmation_round",
            "case_id",
            "round",
            "person_id",
            unique=True,
            **only(OF_A_CLOSING),
        ),
        Index(
            "ix_confirmation_looked",
            "observation_id",
            "person_id",
            unique=True,
            **only(UNSETTLED),
        ),
    )

    id: Mapped[Id]
    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("city_case.id"))
    round: Mapped[int] = mapped_column(default=0)
    says: Mapped[str]
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    said_at: Mapped[datetime]
