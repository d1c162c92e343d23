"""A request follows its post: split off from the others, or joined to others, the post has another case, and the
program that sent it reads that one, under the number it was given. Everybody else reads the old number as it is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.activity.registry import Owed
from community.cases.facts import CaseJoined, CaseOpened, CaseUnjoined
from community.cases.models import Backing
from community.open311.server_models import Receipt

NAME = "open311.following"
MOVES = frozenset({CaseOpened.kind, CaseJoined.kind, CaseUnjoined.kind})


def follow_posts(db: Session, activities: Sequence[Activity], app: Any) -> Iterator[Owed]:
    """The consumer: a post got a case, or lost one. While it stands behind the case whose number was given, the request
    is that one. Owes nothing."""
    moved = {one.observation_id for one in activities if one.kind in MOVES}
    receipts = select(Receipt).where(Receipt.observation_id.in_(moved - {None})).with_for_update()
    for receipt in db.scalars(receipts.order_by(Receipt.id)):
        behind = select(Backing.case_id).where(Backing.observation_id == receipt.observation_id)
        cases = db.scalars(behind.order_by(Backing.case_id)).all()
        if receipt.number is not None and receipt.number in cases:
            receipt.case_id = receipt.number
        elif cases and receipt.case_id not in cases:
            receipt.case_id = cases[-1]
    yield from ()


def moved_numbers(db: Session, key_id: int) -> dict[int, int]:
    """The numbers given to this key whose posts have another case now, with that case. One query."""
    query = select(Receipt.number, Receipt.case_id).where(
        Receipt.key_id == key_id, Receipt.number != Receipt.case_id, Receipt.number.is_not(None)
    )
    return {row.number: row.case_id for row in db.execute(query)}


def under_given_numbers(told: Collection[dict[str, Any]], moved: Mapping[int, int]) -> list[dict[str, Any]]:
    """Records of what happened, under the numbers the program knows; without those of requests that are not its own
    any more."""
    given = {str(now): str(number) for number, now in moved.items()}
    left = {str(number) for number in moved}
    return [
        {**one, "service_request_id": given.get(one["service_request_id"], one["service_request_id"])}
        for one in told
        if one["service_request_id"] not in left
    ]
