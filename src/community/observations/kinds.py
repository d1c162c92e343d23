"""Which kinds of request are offered first on a board: those that its neighbors post."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.catalog.models import Service
from community.observations.models import Observation

LATELY = 300
"""Posts of the board that tell which kinds are usual on it."""


def usual_kinds(db: Session, board_id: int) -> Counter[int]:
    """How often each kind was posted on the board lately. One query."""
    lately = (
        select(Observation.service_id)
        .where(Observation.board_id == board_id, Observation.listed)
        .order_by(Observation.created_at.desc(), Observation.id.desc())
        .limit(LATELY)
    )
    return Counter(number for number in db.scalars(lately) if number is not None)


def usual_first(
    kinds: Sequence[Service], counts: Mapping[int, int], number: int
) -> tuple[list[Service], list[Service]]:
    """The ``number`` kinds that are posted most on this board, filled up with the city's first ones; and all others, in
    the city's order."""
    ranked = sorted(kinds, key=lambda kind: -counts.get(kind.id, 0))[:number]
    usual = {kind.id for kind in ranked}
    return ranked, [kind for kind in kinds if kind.id not in usual]
