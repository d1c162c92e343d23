"""What may happen on the way to the city. Pure: no table is read, no clock asked."""

from datetime import datetime, timedelta

from community.cases.gateway import AWAY, NO_NUMBER, REFUSED, UNCLEAR, WAITING
from community.i18n import N_

FLAGGED_AFTER = timedelta(minutes=14)
"""A hand-off that is still on its way is flagged after this; looked at each minute, that is within 15."""
TOKEN_FLAGGED_AFTER = timedelta(hours=24)
"""A system that gave a token has it; its number may take a day."""
WHY = {
    UNCLEAR: N_("We could not tell whether the city has it. It is not sent again before somebody looked."),
    REFUSED: N_("The city's system did not take it."),
    WAITING: N_("The city's system has not answered yet. It is tried again by itself."),
    AWAY: N_("The city's system could not be reached for days. It is not tried again by itself."),
    NO_NUMBER: N_("The city's system has it, and has given no number for a day."),
}
"""What everybody may read about a hand-off that is stuck."""
LONGEST_NUMBER = 100


def is_overdue(state: str, created_at: datetime, asked_at: datetime | None, now: datetime) -> bool:
    """Whether a hand-off has been on its way for so long that somebody should look."""
    if state == "token":
        return (asked_at or created_at) + TOKEN_FLAGGED_AFTER <= now
    return created_at + FLAGGED_AFTER <= now


def why_overdue(state: str) -> str:
    """The reason that goes with it."""
    return NO_NUMBER if state == "token" else WAITING


def why_given_up(state: str) -> str:
    """The reason when the last try has failed, and nobody said why."""
    return NO_NUMBER if state == "token" else AWAY
