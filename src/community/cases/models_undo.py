"""What can be undone for a short while: an answer, a closing, a sending to 311 by hand, and what each changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id, Json

ANSWER, CLOSE, ESCALATE = "answer", "close", "escalate"
UNDOABLE = (ANSWER, CLOSE, ESCALATE)


class Undoable(Base):
    """One act of ``person_id`` that they may take back before ``until``. What it owes to mailboxes and to systems
    outside is due from then on. ``batch``: the first of the acts that were done at once, so that they are undone at
    once; an act on its own is its own.

    ``changes`` lists what the act changed, as (table, key, column, before, after). Its ids point at rows that go when
    it is undone, so none of them is a foreign key. ``version`` is the one the case had after it. ``typed`` is what
    the person gets back into their form when it is undone; it goes within two days.
    """

    __tablename__ = "undoable"
    __table_args__ = (
        CheckConstraint("act in ('answer','close','escalate')", name="act"),
        Index("ix_undoable_person", "person_id", "until"),
        Index("ix_undoable_batch", "batch"),
        Index("ix_undoable_case", "case_id", "act"),
        Index("ix_undoable_follow_up", "follow_up_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    act: Mapped[str]
    batch: Mapped[int | None]
    case_id: Mapped[int | None]
    observation_id: Mapped[int | None]
    follow_up_id: Mapped[int | None]
    version: Mapped[int]
    changes: Mapped[list[Any]] = mapped_column(Json)
    typed: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    made_at: Mapped[datetime]
    until: Mapped[datetime]
    undone_at: Mapped[datetime | None]
