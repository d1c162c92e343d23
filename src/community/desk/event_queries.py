"""What happened to one case, as its liaisons read it: steps, the city's words, staff notes and whom these tell.

Only the desk imports this module.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, Text, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session, aliased

from community.cases.models import Case, FollowUp, StaffNote, Step
from community.cases.models_mentions import Mention
from community.catalog.models import Agency
from community.people.models import Person

MOST_EVENTS = 200
SPOKEN = ("scheduled", "paused", "closed")
"""Steps that always come with the city's words, which say it better."""
Named = aliased(Person)
NAMES_TOLD = (
    select(func.aggregate_strings(cast(Named.display_name, String), "\n"))
    .join(Mention, Mention.person_id == Named.id)
    .where(Mention.note_id == StaffNote.id)
    .correlate(StaffNote)
    .scalar_subquery()
)
"""Names of those a staff note tells, one a line; empty names are of accounts that were closed."""


@dataclass(frozen=True)
class Event:
    """A line of what happened: a step, a public follow-up or a staff note (``sort`` tells which)."""

    sort: str
    id: int
    kind: str
    at: datetime
    agency: str | None
    person: str | None
    words: str
    on: date | None
    code: str | None
    detail: str
    """What the closing code asks for beside the words."""
    named: str | None = None
    person_id: int | None = None

    @property
    def told(self) -> list[str]:
        """Names of the colleagues a staff note tells."""
        return names_in(self.named)


def events_of(db: Session, case_id: int) -> list[Event]:
    """Steps, follow-ups and staff notes of the case, newest first. One query."""
    nothing, no_id = cast(null(), Text), cast(null(), Case.agency_id.type)
    no_day = cast(null(), Step.on.type)
    steps = select(
        literal("step").label("sort"), Step.id, Step.kind, Step.at, Step.agency_id, Step.person_id,
        literal("").label("words"), Step.on, nothing.label("code"), literal("").label("detail"), nothing.label("named"),
    ).where(Step.case_id == case_id, Step.kind.not_in(SPOKEN))  # fmt: skip
    words = select(
        literal("follow_up"), FollowUp.id, FollowUp.kind, FollowUp.written_at, FollowUp.agency_id, FollowUp.author_id,
        FollowUp.words, FollowUp.scheduled_for, FollowUp.code, FollowUp.detail, nothing,
    ).where(FollowUp.case_id == case_id)  # fmt: skip
    notes = select(
        literal("note"), StaffNote.id, literal("note"), StaffNote.written_at, no_id, StaffNote.author_id,
        StaffNote.words, no_day, nothing, literal(""), NAMES_TOLD,
    ).where(StaffNote.case_id == case_id)  # fmt: skip
    all_of_it = union_all(steps, words, notes).subquery()
    line = all_of_it.c
    query = (
        select(
            line.sort, line.id, line.kind, line.at, Agency.name, Person.display_name, line.words, line.on, line.code,
            line.detail, line.named, line.person_id,
        )
        .outerjoin(Agency, Agency.id == line.agency_id)
        .outerjoin(Person, Person.id == line.person_id)
        .order_by(line.at.desc(), line.sort, line.id.desc())
        .limit(MOST_EVENTS)
    )  # fmt: skip
    return [Event(*row) for row in db.execute(query)]


def names_in(told: str | None) -> list[str]:
    """The names of ``NAMES_TOLD``, in the order of the alphabet."""
    return sorted(filter(None, (told or "").split("\n")))
