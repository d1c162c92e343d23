"""The consumer that fills the inboxes from the history. It writes facts of its own and never reads them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.notices.actions import forget_notices, give_notices
from community.notices.looking_up import known_of, reachable
from community.notices.rules import TOLD_OF, told_by


def fill_inboxes(db: Session, activities: Sequence[Activity], app: Any) -> list[Any]:
    """Give the notices these activities make; empty the inboxes of those who closed their account. Owes nothing."""
    news = [row for row in activities if row.kind in TOLD_OF and not row.imported]
    if news:
        known = known_of(db, news)
        wanted = [(told, row.at) for row in news for told in told_by(row, known)]
        there = reachable(db, {told.person_id for told, _at in wanted})
        give_notices(db, [(told, at) for told, at in wanted if told.person_id in there])
    for row in activities:
        if row.kind == "person_closed" and row.person_id is not None:
            forget_notices(db, row.person_id)
    return []
