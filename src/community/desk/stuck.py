"""The cases of a liaison that are stuck on their way to the city."""

from sqlalchemy import Select
from sqlalchemy.orm import Session

from community.cases.queries_stuck import Parts, StuckPage, how_many, stuck_page
from community.desk.rules import Scope, scopes_of
from community.people.identity import Identity
from community.permissions import Ground, Permission, permits


def stuck_here(db: Session, who: Identity, after: int | None = None) -> StuckPage:
    """Those of this liaison's agencies and boards, a page at a time. One query."""
    return stuck_page(db, _parts(who), after)


def how_many_here(who: Identity) -> Select[int]:
    """The query of how many there are."""
    return how_many(_parts(who))


def _parts(who: Identity) -> Parts:
    """What this liaison may decide about: agencies, with the boards they hold them for."""
    return [(scope.agency_id, scope.boards) for scope in scopes_of(who) if _may_decide(who, scope)]


def _may_decide(who: Identity, scope: Scope) -> bool:
    board_id = next(iter(scope.boards), None) if scope.boards is not None else None
    return permits(who, Permission.CASE_HAND_OVER, Ground(board_id, frozenset({scope.agency_id})))
