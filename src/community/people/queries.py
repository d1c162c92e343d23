"""What pages and actions read about people. Addresses come out only for the person themselves, and for mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.people.models import Account, Attempt, Code, Login, Membership, Person
from community.people.rules import CODE_WAIT, device_words
from community.permissions import Role

RANK = {role: rank for rank, role in enumerate((Role.ADMIN, Role.LIAISON, Role.CAPTAIN, Role.MODERATOR, Role.NEIGHBOR))}
MOST_DEMO_PEOPLE = 12


@dataclass(frozen=True)
class DemoPerson:
    """One of the invented people offered on the sign-in page, with the weightiest of their roles."""

    id: int
    name: str
    role: str


def staff_names(db: Session, *, but: int | None = None) -> list[str]:
    """The shown names of captains and of everybody with a part in the city, but this person's. One query."""
    parts = Membership.role != Role.NEIGHBOR
    query = select(Person.display_name).join(Membership, Membership.person_id == Person.id).where(parts).distinct()
    return list(db.scalars(query.where(Person.id != (but or 0), Person.closed_at.is_(None))))


def demo_people(db: Session) -> list[DemoPerson]:
    """The demo people to sign in as: those with the weightiest roles first, a few of each."""
    rows = db.execute(
        select(Person.id, Person.display_name, Membership.role)
        .outerjoin(Membership, Membership.person_id == Person.id)
        .where(Person.demo, Person.suspended_at.is_(None), Person.closed_at.is_(None))
        .order_by(Person.id)
    ).all()
    best: dict[int, DemoPerson] = {}
    for person_id, name, role in rows:
        known = best.get(person_id)
        if known is None or _rank(role) < _rank(known.role):
            best[person_id] = DemoPerson(person_id, name, role or "")
    return _few_of_each(sorted(best.values(), key=lambda person: (_rank(person.role), person.id)))


def _rank(role: str | None) -> int:
    return RANK[Role(role)] if role else len(RANK)


def _few_of_each(people: list[DemoPerson]) -> list[DemoPerson]:
    """At most three of one role, and a page's worth altogether."""
    chosen: list[DemoPerson] = []
    for person in people:
        if sum(other.role == person.role for other in chosen) < 3:
            chosen.append(person)
    return chosen[:MOST_DEMO_PEOPLE]


def account_by_email(db: Session, email_key: str) -> Account | None:
    """The account of a folded address."""
    return db.scalar(select(Account).where(Account.email_key == email_key))


def account_of(db: Session, person_id: int) -> Account | None:
    """The person's account; demo and closed ones have none."""
    return db.get(Account, person_id)


@dataclass(frozen=True)
class SignIn:
    """One line of "where you are signed in"."""

    id: int
    device: str
    created_at: datetime
    seen_at: datetime
    here: bool


def sign_ins_of(db: Session, person_id: int, login_id: int, oldest: datetime) -> list[SignIn]:
    """The person's running sign-ins, this one first, then the newest."""
    rows = db.scalars(
        select(Login)
        .where(Login.person_id == person_id, Login.seen_at > oldest)
        .order_by((Login.id == login_id).desc(), Login.seen_at.desc(), Login.id.desc())
        .limit(50)
    )
    return [SignIn(row.id, device_words(row.device), row.created_at, row.seen_at, row.id == login_id) for row in rows]


def waiting_code(db: Session, browser_hash: str, now: datetime) -> Code | None:
    """The newest code this browser asked for, while somebody may still wait for it. Whether it was ever sent, or its
    time is over, makes no difference: that would tell who has an account."""
    newest = db.scalar(select(Code).where(Code.browser_hash == browser_hash).order_by(Code.id.desc()).limit(1))
    return newest if newest and newest.used_at is None and newest.created_at > now - CODE_WAIT else None


def code_by_id(db: Session, code_id: int) -> Code | None:
    """The code, whatever became of it."""
    return db.get(Code, code_id)


def code_by_link(db: Session, link_hash: str, now: datetime) -> Code | None:
    """The code whose mail held this link, while it can be used."""
    return db.scalar(select(Code).where(Code.link_hash == link_hash, Code.used_at.is_(None), Code.expires_at > now))


def attempts_since(db: Session, kind: str, key: str, since: datetime) -> int:
    """How many tries of this kind there were under this key."""
    return (
        db.scalar(
            select(func.count())
            .select_from(Attempt)
            .where(Attempt.kind == kind, Attempt.key == key, Attempt.at > since)
        )
        or 0
    )


@dataclass(frozen=True)
class PersonRow:
    """One person on the administrator's page."""

    id: int
    name: str
    demo: bool
    created_at: datetime
    suspended_at: datetime | None
    closed_at: datetime | None


def people_named(db: Session, text: str, *, after: int = 0, limit: int = 25) -> list[PersonRow]:
    """People whose display name holds ``text`` (all for an empty one), by id, after the given id."""
    query = select(Person).where(Person.id > after).order_by(Person.id).limit(limit)
    if text:
        query = query.where(func.lower(Person.display_name).contains(text.lower(), autoescape=True))
    return [
        PersonRow(row.id, row.display_name, row.demo, row.created_at, row.suspended_at, row.closed_at)
        for row in db.scalars(query)
    ]


def person_by_id(db: Session, person_id: int) -> Person | None:
    """The person, closed ones included."""
    return db.get(Person, person_id)


def parts_of(db: Session, person_ids: Sequence[int]) -> list[Membership]:
    """All parts of these people, in one query."""
    return list(
        db.scalars(
            select(Membership).where(Membership.person_id.in_(person_ids)).order_by(Membership.person_id, Membership.id)
        )
    )
