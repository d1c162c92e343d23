"""A line of the history of a case, and what each kind of it is called."""

from dataclasses import dataclass
from datetime import date, datetime

from community.confirmations.rules import LOOKED
from community.i18n import N_
from community.pages.lines import PhotoLine

ANSWER, REPLY = "answer", "reply"
"""Lines that are no act on the case: what a neighbor answered who looked, and what one wrote in a thread behind it."""
ACTS = {
    "case_opened": N_("Sent to 311"),
    "case_joined": N_("Another post joined it"),
    "case_unjoined": N_("A post was taken out of it"),
    "case_sorted": N_("Sorted"),
    "case_sent": N_("Handed to the city"),
    "case_accepted": N_("The city has it"),
    "case_read": N_("The agency has opened it"),
    "case_taken": N_("Taken"),
    "case_transferred": N_("Handed on"),
    "case_scheduled": N_("Work set for a day"),
    "promise_kept": N_("The work was done as promised"),
    "promise_broken": N_("The promised day passed"),
    "case_paused": N_("The clock stopped"),
    "case_resumed": N_("The clock runs again"),
    "case_at_risk": N_("At risk of being late"),
    "case_late": N_("Late"),
    "case_quiet": N_("Quiet for too long"),
    "handoff_moved": N_("A step on the way to the city"),
    "case_closed": N_("Closed"),
    "case_settled": N_("Neighbors agree that it is fixed"),
    "case_reopened": N_("Opened again"),
    "window_ended": N_("Neighbors are asked no more"),
    "case_words_withdrawn": N_("The author took their words back"),
    "follow_up_written": N_("Official answer"),
    "note_written": N_("Staff note, not public"),
    "act_undone": N_("Taken back by who had written it"),
    REPLY: N_("A neighbor wrote"),
}
"""Acts that are told, with what they are called."""
CLOSER = {
    ("case_late", "first_answer"): N_("The first answer is late"),
    ("case_late", "completion"): N_("It is not done in time"),
    ("case_quiet", "question"): N_("A captain's question waits for an answer"),
    ("handoff_moved", "token"): N_("The city got it and will number it"),
    ("handoff_moved", "stuck"): N_("Stuck on the way to the city"),
    ("handoff_moved", "seen"): N_("The city's own list shows it"),
    ("handoff_moved", "again"): N_("Sent to the city again, by hand"),
    ("handoff_moved", "number"): N_("The city's number was typed in by hand"),
    ("handoff_moved", "desk"): N_("Given to the desk here, by hand"),
    **{(ANSWER, says): words for says, words in LOOKED.items()},
}
"""What some are called where more is known: which target, which silence, which hop, which answer."""
BY_NEIGHBORS = frozenset({"case_settled", "case_reopened"})
"""Acts of neighbors, who are named nowhere here."""


@dataclass(frozen=True)
class Line:
    """One act. ``agency`` is that of the words that came with it, ``code`` the closing code, ``which`` the target, the
    silence, the hop or the answer, ``by`` who escalated or joined (votes, captain, liaison, import), ``told`` whom a
    staff note names; ``on`` the day that was set, ``to`` who has it from now on; ``asked`` and ``detail``: what the
    closing code asks for beside the words, and what was said; ``goes_on_id``: the case that goes on; ``internal``: only
    staff may read the words."""

    kind: str
    at: datetime
    person: str | None = None
    agency: str | None = None
    words: str = ""
    code: str | None = None
    which: str = ""
    by: str = ""
    observation_id: int | None = None
    told: tuple[str, ...] = ()
    on: date | None = None
    to: str | None = None
    asked: str = ""
    detail: str = ""
    goes_on_id: int | None = None
    internal: bool = False
    photos: tuple[PhotoLine, ...] = ()

    @property
    def called(self) -> str:
        """What the act is called, to be translated."""
        return CLOSER.get((self.kind, self.which)) or ACTS[self.kind]
