"""The whole history of a case, oldest first: every act from the activity, with the words that came with it.

Only acts of officials are shown with a name; a neighbor is named nowhere here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.cases.models import FollowUp, StaffNote
from community.catalog.models import Agency
from community.desk.event_queries import NAMES_TOLD, names_in
from community.i18n import N_
from community.people.models import Person

MOST_LINES = 1000
ACTS = {
    "case_opened": N_("Sent to 311"),
    "case_joined": N_("Another post joined it"),
    "case_unjoined": N_("A post was taken out of it"),
    "case_sorted": N_("Sorted"),
    "case_sent": N_("Handed to the city"),
    "case_accepted": N_("The city has it"),
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
}
"""Acts that are told, with what they are called."""
CLOSER = {
    ("case_late", "first_answer"): N_("The first answer is late"),
    ("case_late", "completion"): N_("It is not done in time"),
    ("case_quiet", "question"): N_("A captain's question waits for an answer"),
}
"""What some are called where more is known: which target, which silence."""
BY_NEIGHBORS = frozenset({"case_settled", "case_reopened"})
"""Acts of neighbors, who are named nowhere here."""


@dataclass(frozen=True)
class Line:
    """One act. ``agency`` is that of the words that came with it, ``code`` the closing code, ``which`` the target or
    the silence, ``by`` who escalated or joined (votes, captain, liaison, import), ``told`` whom a staff note names."""

    kind: str
    at: datetime
    person: str | None
    agency: str | None
    words: str
    code: str | None
    which: str
    by: str
    observation_id: int | None
    told: list[str]

    @property
    def called(self) -> str:
        """What the act is called, to be translated."""
        return CLOSER.get((self.kind, self.which), ACTS[self.kind])

    @property
    def internal(self) -> bool:
        """Whether only staff may read the words."""
        return self.kind == "note_written"


def history_of(db: Session, case_id: int) -> list[Line]:
    """Everything that was done to the case, in the order it happened. Three queries."""
    query = (
        select(Activity, Person.display_name)
        .outerjoin(Person, Person.id == Activity.actor_id)
        .where(Activity.case_id == case_id, Activity.kind.in_(ACTS))
        .order_by(Activity.id)
        .limit(MOST_LINES)
    )
    rows = db.execute(query).all()
    said = select(FollowUp.id, FollowUp.words, FollowUp.code, Agency.name).join(Agency, Agency.id == FollowUp.agency_id)
    words = {row.id: row for row in db.execute(said.where(FollowUp.case_id == case_id))}
    noted = select(StaffNote.id, StaffNote.words, NAMES_TOLD).where(StaffNote.case_id == case_id)
    notes = {note: (said, names_in(told)) for note, said, told in db.execute(noted)}
    return [_line(activity, name, words, notes) for activity, name in rows]


def _line(activity: Activity, name: str | None, words: dict[int, Any], notes: dict[int, tuple[str, list[str]]]) -> Line:
    data = activity.data
    spoken = words.get(data.get("follow_up_id") or 0)
    noted, told = notes.get(data.get("note_id") or 0, ("", []))
    return Line(
        kind=activity.kind,
        at=activity.at,
        person=None if activity.kind in BY_NEIGHBORS else name,
        agency=spoken.name if spoken else None,
        words=spoken.words if spoken else noted,
        code=data.get("code"),
        which=data.get("measure") or data.get("why") or "",
        by=data.get("by", ""),
        observation_id=activity.observation_id if activity.kind in ("case_joined", "case_unjoined") else None,
        told=told,
    )
