"""The numbers a case has been given. One counts; those before it are ended and kept."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.cases.models_handoff import CaseReference


def end_numbers(db: Session, case_id: int, *, outside_only: bool = False) -> None:
    """What a system says under the case's numbers until now is not said of it any more; they are kept. ``outside_only``
    leaves the number that the desk of Stoop gave it."""
    query = select(CaseReference).where(CaseReference.case_id == case_id, CaseReference.ended.is_(None))
    if outside_only:
        query = query.where(CaseReference.endpoint_id.is_not(None))
    for number in db.scalars(query):
        number.ended = clock.now()
