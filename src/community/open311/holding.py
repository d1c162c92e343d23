"""What can still be undone is not told to programs yet: they read a case as it stood before, until the closing, the
answer or the sending to 311 is final. Its moment is that one then, so that whoever goes on from their last reading
misses nothing. Our own pages show it at once; a page that shows what is gone by now can be read again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, cast, func, literal, null, or_, select
from sqlalchemy.orm import Session, aliased

from community import clock
from community.cases.models import Case, FollowUp, Step
from community.cases.models_undo import ESCALATE, Undoable
from community.db.base import Moment

Held = Mapping[int, Mapping[str, Any]]
"""By case: what its columns held before a closing that can still be undone."""


def _now() -> datetime:
    return clock.now()


NOW = bindparam("now", callable_=_now, type_=Moment(), unique=True)
"""The moment at which a query runs."""
STEP_MOMENT = func.coalesce(Step.final_at, Step.at)
WORD_MOMENT = func.coalesce(FollowUp.final_at, FollowUp.written_at)
STEP_FINAL = or_(Step.final_at.is_(None), Step.final_at <= NOW)
WORD_FINAL = or_(FollowUp.final_at.is_(None), FollowUp.final_at <= NOW)
Sent = aliased(Case)
UNSENT = (
    select(Step.case_id)
    .join(Undoable, (Undoable.case_id == Step.case_id) & (Undoable.act == ESCALATE))
    .join(Sent, (Sent.id == Step.case_id) & (Sent.version == Undoable.version))
    .where(Step.kind == "opened", Step.final_at > NOW)
)
"""Cases whose sending can be undone: nobody has acted on them since."""


def closings_held(db: Session | Connection) -> Held:
    """Closings that can be undone. One query; there are never more than a handful."""
    query = (
        select(Undoable.case_id, Undoable.changes)
        .join(FollowUp, FollowUp.id == Undoable.follow_up_id)
        .where(FollowUp.kind == "closed", FollowUp.final_at > NOW)
    )
    return {
        row.case_id: {
            column: before for table, _key, column, before, _after in row.changes if table == Case.__tablename__
        }
        for row in db.execute(query)
    }


def told(column: Any, held: Held) -> Any:
    """A column of the case as programs read it."""
    kept = {number: before[column.key] for number, before in held.items() if column.key in before}
    if not kept:
        return column
    values = {
        number: cast(null(), column.type) if before is None else literal(before, column.type)
        for number, before in kept.items()
    }
    return case((Case.id.in_(kept), case(values, value=Case.id)), else_=column).label(column.key)
