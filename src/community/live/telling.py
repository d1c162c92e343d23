"""From a batch of activities to lines: ids, numbers and states, and the fragments of what has changed.

Everything is read as it is *now*, a constant number of queries for a batch, and a fragment is rendered once, however
many sockets get it. No person's id is ever in a line.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.live.fragments import Fragments
from community.live.line import Line
from community.live.present import Present, present_state
from community.live.rules import TOLD_DATA, TOPICS
from community.permissions import Ground


def lines_of(db: Session, activities: Sequence[Activity], app: Any) -> list[Line]:
    """What these activities tell to which topics, in their order. Imported history is passed by."""
    told = [row for row in activities if row.kind in TOPICS and not row.imported]
    if not told:
        return []
    present = present_state(db, told)
    fragments = Fragments(db, app, present, told)
    return [line for row in told for line in _tell(row, present, fragments)]


def _tell(row: Activity, present: Present, fragments: Fragments) -> Iterator[Line]:
    """The lines of one activity: one per topic it touches."""
    topics = TOPICS[row.kind]
    head = {"id": row.id, "kind": row.kind, **_told(row)}
    if "inbox" in topics and row.person_id is not None:
        yield Line(f"inbox:{row.person_id}", head, {})
    observations, cases = present.touched(row)
    for observation in observations:
        about = {**head, **observation.figures()}
        if "board" in topics:
            yield Line(f"board:{observation.board_id}", about, fragments.of_row(observation.id, row))
        if "observation" in topics:
            yield Line(f"observation:{observation.id}", about, fragments.of_thread(observation.id, row))
    if not observations and row.board_id is not None and "board" in topics:
        yield Line(f"board:{row.board_id}", head, {})
    for case in cases:
        about = {**head, **case.figures()}
        if "case" in topics:
            yield Line(f"case:{case.id}", about, fragments.of_case(case.id, row))
        if "desk" in topics:
            agencies = {case.agency_id, row.data.get("from_agency_id", case.agency_id)}
            yield Line("desk", about, {}, Ground(board_id=case.board_id, agency_ids=frozenset(agencies)))


def _told(row: Activity) -> dict[str, Any]:
    """What a line may repeat of the activity's own data."""
    return {name: row.data[key] for key, name in TOLD_DATA.items() if row.data.get(key) is not None}
