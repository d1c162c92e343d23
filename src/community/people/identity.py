"""Who is asking: a person with their parts, detached from any session, safe to hold in a socket for hours."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from community.people.models import Login, Membership, Person
from community.permissions import Role


@dataclass(frozen=True)
class Part:
    """One membership. ``boards`` limits a liaison to some boards; None means all and the city-wide tray."""

    role: Role
    scope_kind: str
    scope_id: int
    boards: frozenset[int] | None = None


@dataclass(frozen=True)
class Identity:
    """A signed-in person. ``confirmed``: their address is confirmed, or they are a demo person in demo mode."""

    person_id: int
    login_id: int
    display_name: str
    confirmed: bool
    demo: bool
    seen_at: datetime
    parts: tuple[Part, ...] = ()
    language: str | None = None

    def holds(self, role: Role) -> bool:
        """Whether the person has this role somewhere."""
        return any(part.role is role for part in self.parts)

    def holds_on_board(self, role: Role, board_id: int) -> bool:
        """Whether the person has this role on this board; a liaison: for some agency, on this board."""
        if role is Role.LIAISON:
            return any(p.role is role and (p.boards is None or board_id in p.boards) for p in self.parts)
        return any(p.role is role and p.scope_kind == "board" and p.scope_id == board_id for p in self.parts)

    def holds_for_agency(self, role: Role, agency_id: int, board_id: int | None) -> bool:
        """Whether the person has this role for the agency on this board; None is the city-wide tray."""
        return any(
            p.role is role
            and p.scope_kind == "agency"
            and p.scope_id == agency_id
            and (p.boards is None or board_id in p.boards)
            for p in self.parts
        )

    def boards_as(self, *roles: Role) -> frozenset[int]:
        """Ids of the boards on which the person has one of these board roles."""
        return frozenset(p.scope_id for p in self.parts if p.role in roles and p.scope_kind == "board")

    def is_member(self, board_id: int) -> bool:
        """Whether the person belongs to the board, as neighbor or captain: whose votes count there."""
        return board_id in self.boards_as(Role.NEIGHBOR, Role.CAPTAIN)


def in_absence(db: Session, person: Person, now: datetime) -> Identity:
    """The person as they stand while they are not here, in no sign-in: for what a mail asks of them. One query."""
    held = db.scalars(select(Membership).where(Membership.person_id == person.id)).all()
    parts = tuple(_part(one.role, one.scope_kind, one.scope_id, one.boards) for one in held)
    confirmed = person.confirmed_at is not None
    return Identity(person.id, 0, person.display_name, confirmed, person.demo, now, parts, person.language)


def _part(role: str, kind: str, scope_id: int, boards: Collection[int] | None) -> Part:
    return Part(Role(role), kind, scope_id, None if boards is None else frozenset(boards))


def token_hash(token: str) -> str:
    """What is kept of a random token: its SHA-256 in hex. The token has 256 bits, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


LOOK_UP = (
    select(
        Login.id,
        Login.seen_at,
        Person.id,
        Person.display_name,
        Person.confirmed_at,
        Person.demo,
        Person.language,
        Membership.role,
        Membership.scope_kind,
        Membership.scope_id,
        Membership.boards,
    )
    .join(Person, Person.id == Login.person_id)
    .outerjoin(Membership, Membership.person_id == Person.id)
    .where(
        and_(
            Login.token_hash == bindparam("token_hash"),
            Login.seen_at > bindparam("oldest"),
            Person.suspended_at.is_(None),
            Person.closed_at.is_(None),
        )
    )
)


def identity_of(db: Session, token: str, *, oldest: datetime, demo_mode: bool) -> Identity | None:
    """Who holds ``token``; None for unknown, ended, unused since ``oldest``, suspended. Demo people exist only in
    demo mode. One query."""
    rows = db.connection().execute(LOOK_UP, {"token_hash": token_hash(token), "oldest": oldest}).all()
    if not rows:
        return None
    login_id, seen_at, person_id, name, confirmed_at, demo, spoken, *_rest = rows[0]
    if demo and not demo_mode:
        return None
    parts = tuple(
        _part(role, kind, scope_id, boards) for *_person, role, kind, scope_id, boards in rows if role is not None
    )
    return Identity(person_id, login_id, name, confirmed_at is not None, demo, seen_at, parts, spoken)
