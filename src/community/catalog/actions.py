"""What administrators do to the catalog, and what the program makes sure of. The only writer of its tables."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.activity.record import record
from community.catalog.facts import AgencySaved
from community.catalog.models import Agency
from community.catalog.queries import fallback_agency

FIRST_AGENCY = ("311", "311")
"""Key and name of the agency a city starts with: it gets what nobody has sorted."""


def ensure_fallback(db: Session) -> Agency:
    """The agency for what nobody has sorted; a city that has none yet gets one named 311."""
    found = fallback_agency(db)
    if found is not None:
        return found
    key, name = FIRST_AGENCY
    made = db.scalar(select(Agency).where(Agency.key == key)) or Agency(key=key, name=name)
    made.fallback = True
    db.add(made)
    db.flush()
    record(db, AgencySaved(agency_id=made.id))
    return made
