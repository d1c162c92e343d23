"""The numbers the city's own systems have given a case, which end when another agency gets it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.cases.models_handoff import CaseReference


def end_outside_numbers(db: Session, case_id: int) -> None:
    """What the system of the agency before says under its number is not said of this case any more."""
    query = select(CaseReference).where(
        CaseReference.case_id == case_id, CaseReference.ended.is_(None), CaseReference.endpoint_id.is_not(None)
    )
    for number in db.scalars(query):
        number.ended = clock.now()
