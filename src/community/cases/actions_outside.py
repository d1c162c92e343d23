"""What a city system outside Stoop says about a case of ours: it is listed there, something is said about it, it is
closed. None of it is ever taken for "fixed", and no closing code is invented: where none is said plainly, the case
reads "Closed by the city". What a code asks a liaison for beside the words, a system need not tell."""

from datetime import datetime

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.cases import rules
from community.cases.closing import end_case
from community.cases.facts import CaseClosed, FollowUpWritten, HandoffMoved
from community.cases.locking import add_step, locked_case, locked_observations
from community.cases.models import FollowUp
from community.cases.models_handoff import CaseReference
from community.cases.queries import has_step
from community.cases.speaking import publish
from community.i18n import N_, _
from community.prose import clean

IMPORTED = "imported"
NO_WORDS = {
    IMPORTED: N_("The city's system says that it is closed. It gives no reason."),
    "done": N_("The city's system says that it is done."),
    "not_found": N_("The city's system says that they did not find it."),
    "not_responsible": N_("The city's system says that this is not a city job."),
    "declined": N_("The city's system says that the city will not do it."),
    "duplicate": N_("The city's system says that they know of this already."),
}
"""What stands on a case whose closing came with a code alone."""


def note_seen(db: Session, reference_id: int) -> None:
    """The city's own list shows the request. The case says so once."""
    number = db.get_one(CaseReference, reference_id)
    case = locked_case(db, number.case_id)
    number.missed_at = None
    if number.seen_at is not None:
        return
    number.seen_at = clock.now()
    if not has_step(db, case.id, "seen"):
        add_step(db, case, "seen")
        record(db, HandoffMoved(case.board_id, case.id, hop="seen"))


def note_missed(db: Session, reference_id: int) -> None:
    """The city was asked for the request and does not know it."""
    number = db.get_one(CaseReference, reference_id)
    number.missed_at = number.missed_at or clock.now()


def note_open(db: Session, reference_id: int, at: datetime | None) -> None:
    """The city says that the request is open (again)."""
    number = db.get_one(CaseReference, reference_id)
    number.said, number.said_at = "open", at


def write_from_outside(db: Session, reference_id: int, words: str) -> FollowUp | None:
    """Put the words of the city's system on the case, as its agency's; nobody's name is on them. None for an ended
    number, and where nothing is left of the words."""
    number = db.get_one(CaseReference, reference_id)
    case = locked_case(db, number.case_id)
    words = _cut(words)
    if number.ended is not None or not words:
        return None
    written = publish(db, case, "answer", words)
    case.version += 1
    record(db, FollowUpWritten(case.board_id, None, case.id, written.id, case.version))
    return written


def close_from_outside(db: Session, reference_id: int, words: str, at: datetime | None, code: str = IMPORTED) -> bool:
    """The city's system closed the request: so is the case, with its words and the ``code`` it gave, and an observation
    whose last case this was is resolved. Neighbors are asked whether it is fixed where a liaison's closing would ask
    them, and where nobody there says why it ended; a copy of another case, of which they do not say which, is told in
    words alone. False where it changes nothing: under an ended number, and when the
    case was closed already."""
    case_id = db.get_one(CaseReference, reference_id).case_id
    observations = locked_observations(db, case_id)
    case = locked_case(db, case_id)
    number = db.get_one(CaseReference, reference_id, with_for_update=True, populate_existing=True)
    number.said, number.said_at = "closed", at
    if number.ended is not None or case.state == rules.CLOSED:
        return False
    words = _cut(words) or _(NO_WORDS[code])
    code = IMPORTED if code == "duplicate" else code
    written = publish(db, case, "closed", words, code=code)
    end_case(db, case, observations, code, ask=code in {*rules.ASKS_NEIGHBORS, IMPORTED})
    case.version += 1
    record(db, CaseClosed(case.board_id, case.id, written.id, code, case.version))
    return True


def _cut(words: str) -> str:
    words = clean(words)
    return words if len(words) <= rules.LONGEST_WORDS else words[: rules.LONGEST_WORDS - 1] + "\u2026"
