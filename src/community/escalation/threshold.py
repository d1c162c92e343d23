"""Changed settings, a board's or the city's, reach the observations that stand there already: in batches, each in a
transaction of its own, so that no board is held up for long."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Activity, Timer
from community.activity.timers import set_timer
from community.boards.models import Board
from community.boards.queries import threshold_of
from community.db.sessions import knobs_of
from community.escalation import rules
from community.escalation.actions import escalate_if_due
from community.escalation.queries import boards_behind, locked_candidates

KIND = "escalation.threshold"
CITY_KIND = "escalation.city_threshold"
BATCH = 50


def notice_settings(db: Session, activities: Sequence[Activity], app: Any) -> list[Any]:
    """Have every board whose settings changed looked through; nothing is owed to the outside."""
    changed = {row.board_id for row in activities if row.board_id is not None}
    for board_id in sorted(changed):
        set_timer(db, KIND, f"board:{board_id}", clock.now())
    return []


def look_at_city(db: Session) -> None:
    """Every day: the city's own numbers (``votes_to_escalate``, ``votes_floor``) are settings, whose change nobody
    records. Have the boards looked through on which a post waits with the votes it takes."""
    for board_id in boards_behind(db, knobs_of(db)):
        set_timer(db, KIND, f"board:{board_id}", clock.now())


def apply_threshold(db: Session, timer: Timer, app: Any) -> None:
    """Send to 311 what has enough votes under the board's present settings; where a batch was full, go on."""
    board = db.get(Board, int(timer.subject.removeprefix("board:")))
    if board is None or board.escalation not in rules.BY_VOTES:
        return
    candidates = locked_candidates(db, board.id, threshold_of(board, app.knobs), BATCH)
    opened = [escalate_if_due(db, observation, board, app.knobs) for observation in candidates]
    if len(opened) == BATCH and any(opened):
        set_timer(db, KIND, timer.subject, clock.now())
