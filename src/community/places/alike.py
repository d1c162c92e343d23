"""What a misspelled address may have meant, from the streets the city imported. One query, always by an index."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.places.models import Street, StreetPair
from community.places.rules import fold
from community.places.typos import meant, pairs

MOST_CANDIDATES = 80
"""Streets that share the most pairs of letters; distance judges these."""


def addresses_alike(db: Session, text: str, most: int = 3) -> list[str]:
    """``text`` with its street spelled as the city has it, the likeliest first; the house number stays. Empty when no
    street is near enough."""
    first, _space, rest = fold(text).partition(" ")
    numbered = bool(rest) and first[:1].isdigit() and not rest[:1].isdigit()
    name = rest if numbered else fold(text)
    wanted = pairs(name)
    if not wanted:
        return []
    shared = func.count()
    query = (
        select(Street.key, Street.name)
        .join(StreetPair, StreetPair.street_id == Street.id)
        .where(StreetPair.pair.in_(wanted))
        .group_by(Street.id, Street.key, Street.name)
        .order_by(shared.desc(), Street.key)
        .limit(MOST_CANDIDATES)
    )
    names = {row.key: row.name for row in db.execute(query)}
    return [f"{first} {names[key]}" if numbered else names[key] for key in meant(name, names, most)]
