"""One neighbor, one vote."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base


class Vote(Base):
    """ "This matters to me", once per neighbor and observation. It stays when its author leaves the board."""

    __tablename__ = "vote"
    __table_args__ = (Index("ix_vote_person", "person_id", "cast_at"),)

    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    cast_at: Mapped[datetime]


class VoteSlip(Base):
    """An upvote, or one taken back, that waited on a phone and has been counted: sent again it changes nothing.
    Forgotten when the phone would not send it any more."""

    __tablename__ = "vote_slip"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    stamp: Mapped[str] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime]
