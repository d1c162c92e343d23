"""Noting what an act changes, so that it can be put back column by column; and what waits until it cannot be undone any
more. Undoing itself is ``undoing``'s."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, Date, delete, event, func, inspect, or_, select, update
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Activity
from community.cases.facts import CaseOpened
from community.cases.models import Backing, Case, FollowUp, Step
from community.cases.models_clock import CaseClock, Pause, Promise
from community.cases.models_undo import ESCALATE, Undoable
from community.db.base import Moment
from community.db.sessions import knobs_of
from community.observations.models import Observation
from community.people.identity import Identity

P = ParamSpec("P")
Made = TypeVar("Made", FollowUp, Case)
NOTED: dict[str, type[Any]] = {
    model.__tablename__: model for model in (Case, Observation, CaseClock, Pause, Promise, Step, FollowUp)
}
"""Rows whose changes are noted. Timers are not: one that comes for nothing does nothing, and those of a case that is
taken away go with it."""
FORGOTTEN_AFTER = timedelta(days=1)
LEEWAY = timedelta(seconds=10)
"""Other systems are told so long after the last moment: an undo in that moment waits for its locks, and the clock of
another machine may go before this one's."""
TOLD_LATER = frozenset({Step.__tablename__, FollowUp.__tablename__})
"""What other systems read of an act; not before it is final."""
READ = "read"
"""The step "the agency has opened it", which comes with a liaison's first act and is no part of it."""
MADE = "made"
"""Stands where the name of a column would, for a row that the act made."""


def undoable(
    act: str,
) -> Callable[[Callable[Concatenate[Session, Identity, P], Made]], Callable[Concatenate[Session, Identity, P], Made]]:
    """An action decorated so can be undone for a while by the person who did it."""

    def decorate(
        do: Callable[Concatenate[Session, Identity, P], Made],
    ) -> Callable[Concatenate[Session, Identity, P], Made]:
        @wraps(do)
        def noted(db: Session, who: Identity, *values: P.args, **named: P.kwargs) -> Made:
            seconds = knobs_of(db).undo_seconds
            if not seconds:
                return do(db, who, *values, **named)
            with noting(db) as changes:
                made = do(db, who, *values, **named)
                db.flush()
            _keep(db, who, act, made, changes, timedelta(seconds=seconds))
            return made

        return noted

    return decorate


@contextmanager
def noting(db: Session) -> Iterator[list[list[Any]]]:
    """Note what happens to the rows of ``NOTED`` while the block runs: complete once it is left."""
    db.flush()
    first: dict[tuple[str, tuple[Any, ...], str], Any] = {}
    made: list[Any] = []

    def look(session: Session, _context: Any, _instances: Any) -> None:
        made.extend(row for row in session.new if row.__tablename__ in NOTED and getattr(row, "kind", None) != READ)
        for row in session.dirty:
            if row.__tablename__ in NOTED:
                state = inspect(row)
                for attribute in state.mapper.column_attrs:
                    history = state.attrs[attribute.key].history
                    if history.has_changes():
                        before = history.deleted[0] if history.deleted else None
                        first.setdefault((row.__tablename__, state.identity, attribute.key), before)

    changes: list[list[Any]] = []
    event.listen(db, "before_flush", look)
    try:
        yield changes
        db.flush()
    finally:
        event.remove(db, "before_flush", look)
    new = [(row.__tablename__, inspect(row).identity) for row in made]
    for (table, key, column), before in first.items():
        if (table, key) not in new:
            row = db.get_one(NOTED[table], key)
            changes.append([table, list(key), column, _plain(before), _plain(getattr(row, column))])
    changes.extend([table, list(key), MADE, None, None] for table, key in new)


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def is_same(value: Any, kept: Any) -> bool:
    """Whether a value is the one that was kept."""
    return bool(_plain(value) == kept)


def read_back(model: type[Any], column: str, kept: Any) -> Any:
    """A kept value as the column has it."""
    if not isinstance(kept, str):
        return kept
    kind = inspect(model).columns[column].type
    if isinstance(kind, Moment):
        return datetime.fromisoformat(kept)
    return date.fromisoformat(kept) if isinstance(kind, Date) else kept


def _keep(
    db: Session, who: Identity, act: str, made: FollowUp | Case, changes: list[list[Any]], window: timedelta
) -> None:
    now = clock.now()
    if isinstance(made, Case):
        case: Case | None = made
        observation_id = db.scalar(select(Backing.observation_id).where(Backing.case_id == made.id))
    else:
        case, observation_id = db.get(Case, made.case_id) if made.case_id else None, made.observation_id
    kept = Undoable(
        person_id=who.person_id,
        act=act,
        case_id=case.id if case else None,
        observation_id=observation_id,
        follow_up_id=made.id if isinstance(made, FollowUp) else None,
        version=case.version if case else 0,
        changes=changes,
        made_at=now,
        until=now + window,
    )
    db.add(kept)
    for table, key, column, _before, _after in changes:
        if column == MADE and table in TOLD_LATER:
            db.get_one(NOTED[table], key).final_at = kept.until + LEEWAY
    db.flush()
    kept.batch = kept.id
    forget_old_acts(db, Undoable.person_id == who.person_id)


def make_final(db: Session, case: Case) -> None:
    """Neighbors act upon what was said of the case (locked): it cannot be undone any more, and comes before what they
    say for other systems too."""
    now = clock.now()
    for model in (FollowUp, Step):
        db.execute(update(model).where(model.case_id == case.id, model.final_at > now).values(final_at=now))


def forget_old_acts(db: Session, *whose: ColumnElement[bool]) -> None:
    """What can be undone no more goes. Of what was undone the numbers stay, so that nobody is told of it late."""
    old = (*whose, Undoable.until < clock.now() - FORGOTTEN_AFTER)
    query = delete(Undoable).where(*old, Undoable.undone_at.is_(None))
    db.execute(query, execution_options={"synchronize_session": False})
    forget_typed(db, *old)


def forget_typed(db: Session, *which: ColumnElement[bool]) -> None:
    """What was typed goes, and what was there before: these acts cannot be undone after it."""
    query = update(Undoable).where(*which).values(typed={}, changes=[])
    db.execute(query, execution_options={"synchronize_session": False})


def as_one(db: Session, follow_up_ids: Collection[int]) -> None:
    """What was said at once is undone at once."""
    kept = list(db.scalars(select(Undoable).where(Undoable.follow_up_id.in_(follow_up_ids)).order_by(Undoable.id)))
    for one in kept:
        one.batch = kept[0].id


def acts_behind(db: Session, activities: Sequence[Activity]) -> dict[int, Undoable]:
    """For those of these activities that can, or could, be undone: the act, by the activity's id. It cannot be undone
    while this transaction runs, so that nobody is told of what is being taken back. One query, none without such."""
    words = {row.data["follow_up_id"] for row in activities if row.data.get("follow_up_id")}
    opened = {row.case_id for row in activities if row.kind == CaseOpened.kind and row.actor_id}
    if not words and not opened:
        return {}
    sent = (Undoable.act == ESCALATE) & Undoable.case_id.in_(opened)
    query = select(Undoable).where(or_(Undoable.follow_up_id.in_(words), sent)).with_for_update(read=True)
    found = list(db.scalars(query.order_by(Undoable.id), execution_options={"populate_existing": True}))
    return {row.id: one for row in activities for one in found if _is_of(row, one)}


def _is_of(row: Activity, one: Undoable) -> bool:
    if one.act == ESCALATE:
        return row.kind == CaseOpened.kind and row.case_id == one.case_id
    return one.follow_up_id == row.data.get("follow_up_id") and one.case_id == row.case_id


def unused_id(db: Session, model: type[FollowUp] | type[Case]) -> int | None:
    """An id for a new row. None: the database gives one. SQLite would give that of the newest row again, once undoing
    took it away, and its history with it."""
    if db.get_bind().dialect.name != "sqlite":
        return None
    column = Undoable.follow_up_id if model is FollowUp else Undoable.case_id
    undone = db.scalar(select(func.max(column)).where(Undoable.undone_at.is_not(None)))
    newest = db.scalar(select(func.max(model.id)))
    return undone + 1 if undone and undone > (newest or 0) else None
