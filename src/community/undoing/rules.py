"""What may be undone, and how long. Pure."""

from datetime import datetime

from community.cases.models_undo import ANSWER, CLOSE, ESCALATE, Undoable
from community.i18n import _
from community.permissions import Permission

ASKS = {ANSWER: Permission.CASE_ANSWER, CLOSE: Permission.CASE_CLOSE, ESCALATE: Permission.OBSERVATION_ESCALATE}
"""Who undoes an act must still be somebody who may do it."""


def asked_of(act: Undoable) -> Permission:
    """What one must be allowed to do, to undo this."""
    return Permission.OBSERVATION_ANSWER if act.act == ANSWER and act.case_id is None else ASKS[act.act]


def why_not(act: Undoable, now: datetime) -> str | None:
    """Why an act cannot be undone by now, in words; None when it can: once, and until its time is over."""
    if act.undone_at is not None:
        return _("This was undone already.")
    if now >= act.until:
        return _("The time to undo this is over, and it has gone out. Write what is new instead.")
    return None
