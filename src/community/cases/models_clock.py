"""What a case was promised in time: its clocks, the pauses in which they stood still, and the days set for work.

The columns of ``Case`` that lists read (``pace``, ``due_at``, ``paused_since``, ``paused_for``) are kept from these
rows by ``clocking``.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, and_, text
from sqlalchemy.orm import Mapped, aliased, mapped_column

from community.cases.models import Case
from community.db.base import Base, Id, only

LATE = text("pace = 'late' and state <> 'closed'")
AT_RISK = text("pace = 'at_risk' and state <> 'closed'")
PAUSED = text("paused_since is not null")
QUIET = text("quiet_since is not null")
CLOSED = text("state = 'closed'")
Index("ix_city_case_quiet", Case.agency_id, Case.quiet_since, Case.id, **only(QUIET))
Index("ix_city_case_paused", Case.paused_since, Case.service_id, **only(PAUSED))
Index("ix_city_case_late", Case.agency_id, Case.due_at, Case.id, **only(LATE))
Index("ix_city_case_at_risk", Case.agency_id, Case.due_at, Case.id, **only(AT_RISK))
Index("ix_city_case_closed_pace", Case.agency_id, Case.pace, Case.closed_at, Case.id, **only(CLOSED))

OPEN = text("state <> 'closed'")
WAITING = text("needs_answer_since is not null")
LEFT = {
    "open": ((), Case.opened_at, OPEN),
    "waiting": ((), Case.needs_answer_since, WAITING),
    "board": ((Case.board_id,), Case.opened_at, OPEN),
    "service": ((Case.service_id,), Case.opened_at, OPEN),
}
"""The desk's lists by the time that is left."""
for _list, (_of, _since, _where) in LEFT.items():
    _columns = (Case.agency_id, *_of, Case.pace, Case.due_at, _since, Case.id)
    Index(f"ix_city_case_{_list}_left", *_columns, **only(_where))


class CaseClock(Base):
    """One target as it was promised to one case: ``amount`` of ``unit`` since ``started_at``. A target that the city
    changes later changes nothing here.

    ``due_at`` and ``risk_at`` move with pauses. ``decided_at``: since when it is settled whether it was ``on_time``:
    the moment it was met, or the due moment if that came first. Both are None while it runs, and for good when the
    case turned out to be a duplicate.
    """

    __tablename__ = "case_clock"
    __table_args__ = (
        CheckConstraint("measure in ('first_answer','completion')", name="measure"),
        Index("ix_case_clock_decided", "decided_at", "service_id", "measure", "on_time"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"), primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    amount: Mapped[int]
    unit: Mapped[str]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    risk_at: Mapped[datetime]
    met_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    on_time: Mapped[bool | None]


class Pause(Base):
    """A span in which the clocks of a case stood still, with its reason (see ``clocks.REASONS``) and the public word
    that says why. ``ended_by``: a liaison; None when a neighbor's answer or the closing ended it (``ended_how``)."""

    __tablename__ = "case_pause"
    __table_args__ = (Index("ix_case_pause_case", "case_id", "began_at"),)

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"))
    reason: Mapped[str]
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"))
    began_at: Mapped[datetime]
    began_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_how: Mapped[str | None]
    """hand, answer or closing."""


class Promise(Base):
    """A day for which the city promised work on a case. ``owner_id`` and ``agency_id`` made it, and it stays theirs
    when the case is handed on. ``state``: open, kept, moved, broken or dropped (see ``promises``)."""

    __tablename__ = "promise"
    __table_args__ = (
        CheckConstraint("state in ('open','kept','moved','broken','dropped')", name="state"),
        Index("ix_promise_settled", "settled_at", "service_id", "state"),
        Index("ix_promise_case", "case_id", "state"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"))
    day: Mapped[date]
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    settled_at: Mapped[datetime | None]


AnswerClock, DoneClock = aliased(CaseClock), aliased(CaseClock)


def with_clocks(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A query over cases joined to both of their clocks, where there are any: one row for each case still."""
    answer = and_(AnswerClock.case_id == Case.id, AnswerClock.measure == "first_answer")
    done = and_(DoneClock.case_id == Case.id, DoneClock.measure == "completion")
    return query.outerjoin(AnswerClock, answer).outerjoin(DoneClock, done)
