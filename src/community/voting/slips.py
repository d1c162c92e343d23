"""Votes that waited on a phone: each is counted once, however often it is sent."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from community import clock
from community.lateness import LONGEST, Late
from community.limits import HOUR, take_turn
from community.people.actions import count_late
from community.people.identity import Identity
from community.settings import Settings
from community.voting.models import VoteSlip


def counted_before(db: Session, who: Identity, late: Late, knobs: Settings) -> bool:
    """Whether this deed of ``who`` was counted already; from now on it is. Raises TooMany: those that waited say
    themselves when they were made, so the usual count of the last hour does not see them."""
    take_turn(db, "vote", who.person_id)
    if db.get(VoteSlip, (who.person_id, late.stamp)) is not None:
        return True
    count_late(db, who.person_id, "upvotes", knobs.limit_votes, HOUR)
    now = clock.now()
    db.execute(
        delete(VoteSlip).where(VoteSlip.person_id == who.person_id, VoteSlip.counted_at < now - LONGEST),
        execution_options={"synchronize_session": False},
    )
    db.add(VoteSlip(person_id=who.person_id, stamp=late.stamp, counted_at=now))
    return False
