"""How a liaison likes the desk: whether single keys work."""

from pyramid.request import Request
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from community.activity.record import record
from community.desk.facts import KeysSwitched
from community.desk.models import Habit
from community.people.identity import Identity
from community.permissions import Permission


def keys_on(db: Session, person_id: int) -> bool:
    """Whether single keys work for this person; they do until somebody turns them off. One query."""
    return do_work(db.scalar(said_by(person_id)))


def said_by(person_id: int) -> Select[bool]:
    """The query of what this person said about keys; no row: nothing."""
    return select(Habit.keys).where(Habit.person_id == person_id)


def do_work(said: bool | None) -> bool:
    """Whether single keys work for who said this about them; None: nothing yet."""
    return said is not False


def keys_of(request: Request) -> bool:
    """Whether single keys work on this page for who asks: a liaison who has not turned them off. One query at most."""
    return bool(request.has_permission(Permission.DESK_READ, request.city)) and keys_on(
        request.reading, request.identity.person_id
    )


def switch_keys(db: Session, who: Identity, *, on: bool) -> None:
    """Let single keys work from now on, or not."""
    habit = db.get(Habit, who.person_id, with_for_update=True) or Habit(person_id=who.person_id)
    habit.keys = on
    db.add(habit)
    record(db, KeysSwitched(who.person_id, on=on), actor_id=who.person_id)
