"""The last hop of the hand-off to the built-in desk: a liaison of the agency that holds the case has it open for the
first time. What a city system outside shows is told by ``actions_outside``.

It names the agency and nobody in it, and stays when the act that came with it is undone: they have seen it.
"""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.cases import rules
from community.cases.facts import CaseRead
from community.cases.locking import add_step, locked_case
from community.cases.models import Case
from community.cases.models_handoff import CaseReference
from community.cases.queries import has_step
from community.cases.undoable import READ


def note_opened(db: Session, case_id: int) -> None:
    """A liaison has the page of the case open. The case is locked only where this is news. Raises Missing."""
    if db.scalar(_unread(case_id)) is not None:
        note_read(db, locked_case(db, case_id))


def note_read(db: Session, case: Case) -> None:
    """A liaison looks at the case (locked), or acts on it; what they do is noted after this. The case says once that
    the agency has opened it, as long as nobody there has taken it, which says as much."""
    number = db.scalar(_unread(case.id))
    if number is None:
        return
    number.seen_at = clock.now()
    if case.state == rules.OPEN and not has_step(db, case.id, READ):  # a reopened case has a number anew
        add_step(db, case, READ)
        record(db, CaseRead(case.board_id, case.id))


def _unread(case_id: int) -> Select[CaseReference]:
    """The number the built-in desk gave the case, unless a liaison has looked since."""
    return select(CaseReference).where(
        CaseReference.case_id == case_id,
        CaseReference.endpoint_id.is_(None),
        CaseReference.ended.is_(None),
        CaseReference.seen_at.is_(None),
    )
