"""The way to the city and back: what was handed over, by which numbers the city knows a case, and both sides
compared."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id, only

UNSETTLED = text("settled_at is null")
STUCK = text("stuck_since is not null and settled_at is null")


class Handoff(Base):
    """One thing the city is asked once: to take a case, or to take it again after neighbors reopened it.

    ``key`` is the same at every try, and goes out with the request. ``asked_at`` is committed *before* the request
    leaves: from then on the city may have it, whatever becomes of us. ``gateway`` and ``endpoint_id`` are who was
    asked. ``stuck_since`` and ``why`` flag what somebody has to look at; ``detail`` is for the operator.
    """

    __tablename__ = "handoff"
    __table_args__ = (
        CheckConstraint("kind in ('opened','reopened','moved')", name="kind"),
        CheckConstraint("state in ('queued','asked','token','accepted','dropped')", name="state"),
        Index("ix_handoff_unsettled", "created_at", **only(UNSETTLED)),
        Index("ix_handoff_stuck", "stuck_since", "id", **only(STUCK)),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), unique=True)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="queued")
    gateway: Mapped[str | None]
    endpoint_id: Mapped[int | None]
    token: Mapped[str | None]
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    stuck_since: Mapped[datetime | None]
    why: Mapped[str | None]
    detail: Mapped[str] = mapped_column(default="")


class CaseReference(Base):
    """A number by which the city knows a case. A reopened case gets another one and keeps the old, which is ``ended``:
    what the city says under an ended number changes nothing any more.

    ``endpoint_id`` None: the built-in desk gave it. ``seen_at``: the city's own list showed it first, or at the
    built-in desk a liaison opened the case. ``said`` and ``said_at`` are the state the city gave last and the
    moment it gave for it.
    """

    __tablename__ = "case_reference"
    __table_args__ = (
        Index("ix_case_reference_endpoint_id_reference", "endpoint_id", "reference"),
        Index("ix_case_reference_reference", "reference"),
        Index("ix_case_reference_open", "endpoint_id", "id", **only("ended is null")),
    )  # fmt: skip

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"), index=True)
    endpoint_id: Mapped[int | None]
    reference: Mapped[str]
    since: Mapped[datetime]
    ended: Mapped[datetime | None]
    said: Mapped[str | None]
    said_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    """The city was asked for it and did not know it."""


class Reconciliation(Base):
    """Both sides compared, one row a day: what was escalated, what the city accepted, what is stuck, what it does not
    know any more. Counts since the beginning. ``unasked``: how many systems could not be asked that day: what they have
    is not in the figures."""

    __tablename__ = "reconciliation"

    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    escalated: Mapped[int]
    accepted: Mapped[int]
    stuck: Mapped[int]
    missing: Mapped[int]
    unasked: Mapped[int] = mapped_column(default=0)
