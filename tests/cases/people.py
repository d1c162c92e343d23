"""People as actions know them: identities made from their memberships, without a browser."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.people.identity import Identity, Part
from community.people.models import Membership, Person
from community.permissions import Role


def as_identity(db: Session, person: Person) -> Identity:
    """Who this person is to an action, with the parts they have now."""
    rows = db.scalars(select(Membership).where(Membership.person_id == person.id))
    parts = tuple(
        Part(Role(row.role), row.scope_kind, row.scope_id, None if row.boards is None else frozenset(row.boards))
        for row in rows
    )
    return Identity(
        person_id=person.id,
        login_id=0,
        display_name=person.display_name,
        confirmed=person.confirmed_at is not None,
        demo=False,
        seen_at=clock.now(),
        parts=parts,
    )
