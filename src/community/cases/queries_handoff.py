"""What workers and pages read of hand-offs and of the city's numbers."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from community.cases.models import Case
from community.cases.models_handoff import CaseReference, Handoff, Reconciliation
from community.cases.rules_handoff import FLAGGED_AFTER

MOST_FLAGGED = 200
"""In one transaction; the rest a minute later."""


def handoff_of(db: Session, activity_id: int) -> Handoff | None:
    """The hand-off an activity asked for."""
    return db.scalar(select(Handoff).where(Handoff.activity_id == activity_id))


def is_on_its_way(db: Session, case_id: int | None) -> bool:
    """Whether a hand-off of this case is not settled yet."""
    query = select(Handoff.id).where(Handoff.case_id == case_id, Handoff.settled_at.is_(None)).limit(1)
    return db.scalar(query) is not None


def unflagged(db: Session, now: datetime) -> list[Handoff]:
    """Old enough to be flagged, and not flagged yet. The oldest first."""
    query = (
        select(Handoff)
        .where(Handoff.settled_at.is_(None), Handoff.stuck_since.is_(None), Handoff.created_at <= now - FLAGGED_AFTER)
        .order_by(Handoff.created_at)
        .limit(MOST_FLAGGED)
    )
    return list(db.scalars(query))


def references_of(db: Session, case_id: int) -> list[CaseReference]:
    """Every number the city gave the case, in order."""
    return list(db.scalars(select(CaseReference).where(CaseReference.case_id == case_id).order_by(CaseReference.id)))


def number_at(db: Session, case_id: int, endpoint_id: int, not_this: str) -> str | None:
    """The number this endpoint gave the case last, ended or not. One that somebody noted by hand before any endpoint
    was asked counts too; ``not_this`` is the built-in desk's own, which no endpoint knows."""
    noted = and_(CaseReference.endpoint_id.is_(None), CaseReference.reference != not_this)
    query = select(CaseReference.reference).where(
        CaseReference.case_id == case_id, or_(CaseReference.endpoint_id == endpoint_id, noted)
    )
    return db.scalar(query.order_by(CaseReference.id.desc()).limit(1))


def handoff_counts(db: Session) -> tuple[int, int, int]:
    """Escalated, accepted, stuck: since the beginning. What was dropped, because the case was closed before it went,
    is not counted. One query."""
    counted = select(
        func.count().filter(Handoff.state != "dropped"),
        func.count().filter(Handoff.state == "accepted"),
        func.count().filter(Handoff.stuck_since.is_not(None), Handoff.settled_at.is_(None)),
    ).select_from(Handoff)
    escalated, accepted, stuck = db.execute(counted).one()
    return escalated, accepted, stuck


def latest_reconciliation(db: Session) -> Reconciliation | None:
    """The last time both sides were compared."""
    return db.scalar(select(Reconciliation).order_by(Reconciliation.day.desc()).limit(1))


def open_numbers(db: Session, endpoint_id: int, after: int, limit: int) -> list[CaseReference]:
    """The numbers this endpoint gave that count still, by id; without those under which all is said: closed there, and
    the case closed here."""
    query = (
        select(CaseReference)
        .join(Case, Case.id == CaseReference.case_id)
        .where(
            CaseReference.endpoint_id == endpoint_id,
            CaseReference.ended.is_(None),
            CaseReference.id > after,
            or_(CaseReference.said.is_distinct_from("closed"), Case.state != "closed"),
        )
        .order_by(CaseReference.id)
        .limit(limit)
    )
    return list(db.scalars(query))


def number_here(db: Session, endpoint_id: int, reference: str) -> CaseReference | None:
    """The number, if it counts still. Where a system gave the same one to two cases, the later case's."""
    query = select(CaseReference).where(
        CaseReference.endpoint_id == endpoint_id, CaseReference.reference == reference, CaseReference.ended.is_(None)
    )
    return db.scalar(query.order_by(CaseReference.id.desc()).limit(1))


def had_number_before(db: Session, number: CaseReference) -> bool:
    """Whether the case had this very number before: it was reopened, and the city told of it by an update."""
    query = select(CaseReference.id).where(
        CaseReference.case_id == number.case_id,
        CaseReference.reference == number.reference,
        CaseReference.id != number.id,
    )
    return db.scalar(query.limit(1)) is not None


def handoffs_by_key(db: Session, keys: Collection[str]) -> dict[str, tuple[Handoff, str | None]]:
    """Hand-offs by their keys, each with the number the city gave for it last."""
    query = (
        select(Handoff, CaseReference.reference)
        .outerjoin(
            CaseReference,
            (CaseReference.case_id == Handoff.case_id) & (CaseReference.endpoint_id == Handoff.endpoint_id),
        )
        .where(Handoff.key.in_(keys))
        .order_by(CaseReference.id)
    )
    return {handoff.key: (handoff, reference) for handoff, reference in db.execute(query)}


def missing_numbers(db: Session) -> int:
    """How many numbers that count still the city did not know when it was asked last."""
    query = select(func.count()).where(CaseReference.missed_at.is_not(None), CaseReference.ended.is_(None))
    return db.scalar(query) or 0
