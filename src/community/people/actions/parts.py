"""Memberships: who is neighbor, captain, liaison, moderator, administrator, and for what."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.errors import Missing, Refused
from community.i18n import _
from community.people.facts import PartEnded, PartGranted
from community.people.models import Membership, Person
from community.permissions import Role


def lock_person(db: Session, person_id: int) -> Person:
    """The person, locked until the transaction ends. Raises Missing."""
    person = db.scalar(
        select(Person).where(Person.id == person_id).with_for_update().execution_options(populate_existing=True)
    )
    if person is None:
        raise Missing
    return person


def grant_part(
    db: Session,
    person_id: int,
    role: str,
    scope_kind: str,
    scope_id: int,
    boards: list[int] | None = None,
    by: int | None = None,
) -> Membership:
    """Give a person a part; granting it again sets the boards of a liaison anew. ``by``: who grants it.

    Raises Missing for unknown and closed people.
    """
    person = lock_person(db, person_id)
    if person.closed_at is not None:
        raise Missing
    wanted = sorted(set(boards)) if boards is not None else None
    part = _part(db, person_id, role, scope_kind, scope_id)
    if part is not None and part.boards == wanted:
        return part
    if part is None:
        part = Membership(
            person_id=person_id, role=str(role), scope_kind=scope_kind, scope_id=scope_id, created_at=clock.now()
        )
        db.add(part)
    part.boards = wanted
    db.flush()
    record(db, PartGranted(person_id, str(role), scope_kind, scope_id), actor_id=by)
    return part


def end_part(db: Session, person_id: int, role: str, scope_kind: str, scope_id: int, by: int | None = None) -> bool:
    """Take a part away. Returns whether the person had it. Raises Missing for unknown people, Refused for the last
    administrator's."""
    person = lock_person(db, person_id)
    part = _part(db, person_id, role, scope_kind, scope_id)
    if part is None:
        return False
    if role == Role.ADMIN:
        keep_an_admin(db, person)
    db.delete(part)
    db.flush()
    record(db, PartEnded(person_id, str(role), scope_kind, scope_id), actor_id=by)
    return True


def keep_an_admin(db: Session, leaving: Person) -> None:
    """Raises Refused when nobody but ``leaving`` can administer the city."""
    admins = select(Membership.person_id).where(Membership.role == str(Role.ADMIN))
    if leaving.id not in db.scalars(admins.order_by(Membership.id).with_for_update()).all():
        return
    others = select(func.count()).where(
        Person.id.in_(admins), Person.id != leaving.id, Person.suspended_at.is_(None), Person.closed_at.is_(None)
    )
    if not db.scalar(others):
        raise Refused(_("This is the only administrator. Make somebody else one first."))


def _part(db: Session, person_id: int, role: str, scope_kind: str, scope_id: int) -> Membership | None:
    return db.scalar(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.role == str(role),
            Membership.scope_kind == scope_kind,
            Membership.scope_id == scope_id,
        )
    )
