"""Learning the names of streets, so that a misspelled one is found."""

from collections.abc import Mapping

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from community.places.models import Street, StreetPair
from community.places.typos import pairs

MOST_KEYS = 500
"""Asked for at once."""


def learn_streets(db: Session, names: Mapping[str, str]) -> int:
    """Make the streets (name by folded name) known that are not yet. Returns how many were new."""
    keys = [key for key in names if key]
    known: set[str] = set()
    for start in range(0, len(keys), MOST_KEYS):
        known |= set(db.scalars(select(Street.key).where(Street.key.in_(keys[start : start + MOST_KEYS]))))
    new = [Street(key=key, name=names[key]) for key in keys if key not in known]
    db.add_all(new)
    db.flush()
    found = [{"pair": pair, "street_id": street.id} for street in new for pair in pairs(street.key)]
    if found:
        db.execute(insert(StreetPair), found)
    return len(new)
