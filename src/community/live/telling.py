"""From a batch of activities to lines: ids, numbers and states, and the fragments of what has changed.

Everything is read as it is *now*, a constant number of queries for a batch, and a fragment is rendered once, however
many sockets get it. No person's id is ever in a line. One activity that cannot be told (a template that fails, a row
that is missing, data that is not what it was) holds up no other: it is logged, and its pages are read again.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from jinja2 import TemplateError
from sqlalchemy.exc import DataError, MultipleResultsFound, NoResultFound
from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.live.fragments import Fragments
from community.live.line import Line
from community.live.present import Present, present_state
from community.live.rules import ONLY_COUNTS, TOLD_DATA
from community.live.topics import TOPICS
from community.permissions import Ground

log = logging.getLogger(__name__)

CANNOT_BE_TOLD = (
    TemplateError,
    NoResultFound,
    MultipleResultsFound,
    DataError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
)
"""What reading and rendering one activity raises when something about it is wrong. A database that is away is not among
them: that is waited for. Neither is anything else: that ends the process."""


def lines_of(db: Session, activities: Sequence[Activity], app: Any, languages: Collection[str]) -> list[Line]:
    """What these activities tell to which topics, in their order, with fragments in these languages. Imported history
    is passed by."""
    told = [row for row in activities if row.kind in TOPICS and not row.imported]
    if not told:
        return []
    db.expunge_all()  # what fails may take the transaction with it; the rows stay readable
    return _lines(db, told, app, languages)


def _lines(db: Session, rows: Sequence[Activity], app: Any, languages: Collection[str]) -> list[Line]:
    """The lines of these activities; where they cannot be made, of either half, down to the one that is to blame."""
    present = present_state(db, rows)
    try:
        fragments = Fragments(db, app, present, rows, languages)
        return [line for row in rows for line in _tell(row, present, fragments)]
    except CANNOT_BE_TOLD:
        db.rollback()
        if len(rows) == 1:
            log.exception("activity %d (%s) cannot be told; its pages are read again", rows[0].id, rows[0].kind)
            return [Line.lost_one(topic, rows[0].id) for topic in _touched(rows[0], present)]
    middle = len(rows) // 2
    return _lines(db, rows[:middle], app, languages) + _lines(db, rows[middle:], app, languages)


def _touched(row: Activity, present: Present) -> list[str]:
    """The topics an activity would have been told to."""
    topics = TOPICS[row.kind]
    observations, cases = present.touched(row)
    boards = {one.board_id for one in observations} | ({row.board_id} if row.board_id is not None else set())
    found = [f"inbox:{row.person_id}"] if "inbox" in topics and row.person_id is not None else []
    found += [f"board:{key}" for key in sorted(boards) if "board" in topics]
    found += [f"threshold:{key}" for key in sorted(boards) if "threshold" in topics]
    found += [f"observation:{one.id}" for one in observations if "observation" in topics]
    found += [f"case:{one.id}" for one in cases if "case" in topics]
    return found + (["desk"] if cases and "desk" in topics else [])


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
    if not observations and row.board_id is not None and "threshold" in topics:
        asked = {**head, **fragments.asked_on(row.board_id)}
        yield from (Line(f"{topic}:{row.board_id}", asked, {}) for topic in ("board", "threshold"))
    elif not observations and row.board_id is not None and "board" in topics:
        yield Line(f"board:{row.board_id}", head, {})
    for case in cases:
        about = {**head, **case.figures()}
        if "case" in topics:
            yield Line(f"case:{case.id}", about, fragments.of_case(case.id, row))
        if "desk" in topics:
            agencies = {case.agency_id, row.data.get("from_agency_id", case.agency_id)}
            ground = Ground(board_id=case.board_id, agency_ids=frozenset(agencies))
            yield Line("desk", head if row.kind in ONLY_COUNTS else about, fragments.of_desk(case, row), ground)


def _told(row: Activity) -> dict[str, Any]:
    """What a line may repeat of the activity's own data."""
    return {name: row.data[key] for key, name in TOLD_DATA.items() if row.data.get(key) is not None}
