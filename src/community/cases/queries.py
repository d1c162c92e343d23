"""What actions and pages read of cases."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.cases.facts import CaseUnjoined
from community.cases.models import Backing, Case, StaffNote, Step
from community.catalog.models import Agency
from community.people.models import Membership, Person


def cases_behind(db: Session, observation_id: int) -> list[Case]:
    """The cases this observation stands behind, oldest first."""
    query = (
        select(Case)
        .join(Backing, Backing.case_id == Case.id)
        .where(Backing.observation_id == observation_id)
        .order_by(Case.id)
    )
    return list(db.scalars(query))


def not_found_behind(db: Session, observation_id: int) -> Case | None:
    """The case of this observation that the city closed last because it did not find the problem."""
    query = (
        select(Case)
        .join(Backing, Backing.case_id == Case.id)
        .where(Backing.observation_id == observation_id, Case.state == "closed", Case.code == "not_found")
        .order_by(Case.closed_at.desc())
        .limit(1)
    )
    return db.scalar(query)


def has_case(db: Session, observation_id: int) -> bool:
    """Whether the observation stands behind any case."""
    query = select(Backing.case_id).where(Backing.observation_id == observation_id).limit(1)
    return db.scalar(query) is not None


def running_cases_behind(db: Session, observation_id: int) -> bool:
    """Whether the observation stands behind a case that is not closed."""
    query = (
        select(Case.id)
        .join(Backing, Backing.case_id == Case.id)
        .where(Backing.observation_id == observation_id, Case.state != "closed")
        .limit(1)
    )
    return db.scalar(query) is not None


def was_taken_out(db: Session, observation_id: int) -> bool:
    """Whether the observation was ever taken out by hand from behind a case."""
    query = select(Activity.id).where(Activity.observation_id == observation_id, Activity.kind == CaseUnjoined.kind)
    return db.scalar(query.limit(1)) is not None


def has_step(db: Session, case_id: int, kind: str) -> bool:
    """Whether the case has reached this step."""
    return db.scalar(select(Step.id).where(Step.case_id == case_id, Step.kind == kind).limit(1)) is not None


def opening_note(db: Session, case_id: int) -> StaffNote | None:
    """The staff note that came with the case: what was told of one that stands on no board."""
    return db.scalar(select(StaffNote).where(StaffNote.case_id == case_id).order_by(StaffNote.id).limit(1))


def case_by_reference(db: Session, reference: str) -> Case | None:
    """The case the city knows by this reference."""
    return db.scalar(select(Case).where(Case.reference == reference)) if reference else None


def agency_by_id(db: Session, agency_id: int) -> Agency | None:
    """An agency."""
    return db.get(Agency, agency_id)


def has_desk_of(agency_id: Any, member: Any = Membership) -> ColumnElement[bool]:
    """The condition that a part somebody has (``member``, of whom it is to be said which boards) is that of a liaison
    of this agency, by its id or by a column of it."""
    return and_(member.role == "liaison", member.scope_kind == "agency", member.scope_id == agency_id)


def liaisons_for(db: Session, agency_id: int, board_id: int | None) -> list[tuple[int, str]]:
    """Id and name of everyone who may hold a case of this agency on this board (None: the city-wide tray), by name."""
    return on_board(db.execute(liaisons_of(agency_id)), board_id)


def on_board(liaisons: Iterable[Any], board_id: int | None) -> list[tuple[int, str]]:
    """Of the liaisons of an agency those who may hold a case on this board (None: the city-wide tray)."""
    return [(row.id, row.display_name) for row in liaisons if row.boards is None or board_id in row.boards]


def liaisons_of(agency_id: int) -> Select[int, str, list[int] | None]:
    """The query of an agency's liaisons, by name, each with the boards they are for (None: all)."""
    return (
        select(Person.id, Person.display_name, Membership.boards)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            has_desk_of(agency_id),
            Person.suspended_at.is_(None),
            Person.closed_at.is_(None),
        )
        .order_by(Person.display_name, Person.id)
    )


def is_liaison_for(db: Session, person_id: int, agency_id: int, board_id: int | None) -> bool:
    """Whether this person may hold a case of the agency on the board."""
    return any(person_id == liaison for liaison, _name in liaisons_for(db, agency_id, board_id))
