"""A request follows its post: split off from the others, or joined to others, the post has another case, and the
program that sent it reads that one, under the number it was given. Everybody else reads the old number as it is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

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
    moved = {one.observation_id for one in activities}
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
    """The numbers given to this key whose posts have another case now, with that case; and those of requests of its own
    that have stood there all along, with themselves. One query."""
    mine = Receipt.key_id == key_id, Receipt.number.is_not(None)
    others = aliased(Receipt)
    there = select(others.case_id).where(others.key_id == key_id, others.number != others.case_id)
    apart = or_(Receipt.number != Receipt.case_id, Receipt.case_id.in_(there))
    return {row.number: row.case_id for row in db.execute(select(Receipt.number, Receipt.case_id).where(*mine, apart))}


def given_numbers(moved: Mapping[int, int]) -> dict[int, list[int]]:
    """By case: the numbers it was given, smallest first. Several requests may have come to stand behind one case."""
    given: dict[int, list[int]] = {}
    for number, now in sorted(moved.items()):
        given.setdefault(now, []).append(number)
    return given


def under_given_numbers(told: Collection[dict[str, Any]], moved: Mapping[int, int]) -> list[dict[str, Any]]:
    """Records of what happened, under each number the program knows; without those of requests that are not its own
    any more."""
    given = {str(now): [str(one) for one in numbers] for now, numbers in given_numbers(moved).items()}
    left = {str(number) for number, now in moved.items() if number != now}
    return [
        {**one, "service_request_id": number}
        for one in told
        for number in given.get(one["service_request_id"], {one["service_request_id"]} - left)
    ]
