"""The cases of a liaison that are stuck on their way to the city."""

from sqlalchemy.orm import Session

from community.cases.queries_handoff import StuckCase, stuck_cases
from community.desk.rules import scopes_of
from community.people.identity import Identity
from community.permissions import Ground, Permission, permits


def stuck_here(db: Session, who: Identity) -> list[StuckCase]:
    """Those of this liaison's agencies and boards, the oldest first. One query."""
    rows = stuck_cases(db, [scope.agency_id for scope in scopes_of(who)])
    return [row for row in rows if permits(who, Permission.CASE_HAND_OVER, _ground(row))]


def _ground(row: StuckCase) -> Ground:
    return Ground(board_id=row.board_id, agency_ids=frozenset({row.agency_id}))
