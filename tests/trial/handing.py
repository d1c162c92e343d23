"""Escalations by the thousand, and how far they are on their way to the city."""

from sqlalchemy import and_, func, not_, select

from community.boards.models import Board
from community.cases.actions import open_case
from community.cases.gateway import WAITING
from community.cases.models_handoff import Handoff
from tests import make

BATCH = 500


def escalate_many(db, board_id, kinds, number):
    """So many cases of the services ``kinds``, in turn; their posts are "Hole 0", "Hole 1", …"""
    for start in range(0, number, BATCH):
        titles = {f"Hole {start + n}": {"lat": 42.35, "lon": -71.05} for n in range(min(BATCH, number - start))}
        with make.at_once(db):
            board = db.get_one(Board, board_id)
            for one, post in enumerate(make.observations(db, board, None, titles)):
                open_case(
                    db, post, board, by="votes", opener_id=None, answers={}, reason="",
                    service_id=kinds[one % len(kinds)], needs_sorting=False,
                )  # fmt: skip
        db.expunge_all()


def open_ones(look, number):
    """How many of so many are neither at the city nor flagged for good. What is flagged only because it has been on its
    way for a quarter of an hour, on a slow machine, goes on by itself."""
    flagged = and_(Handoff.stuck_since.is_not(None), Handoff.why != WAITING)
    waiting = select(func.count()).where(Handoff.settled_at.is_(None), not_(flagged))
    return look(waiting)[0] + number - look(select(func.count()).select_from(Handoff))[0]
