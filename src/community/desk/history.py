"""The whole history of a case, oldest first: every act from the activity, with the words that came with it.

Only acts of officials are shown with a name; a neighbor is named nowhere here. What neighbors answered who looked, and
what they wrote, stands among the acts as it is now: an answer may change, and words may be hidden.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from community.activity.models import Activity
from community.cases.clocks import REASONS
from community.cases.models import Case, FollowUp, StaffNote
from community.cases.rules import DETAILS
from community.catalog.models import Agency
from community.comments.models import Comment
from community.comments.queries import STANDS
from community.confirmations.models import Confirmation
from community.desk.event_queries import NAMES_TOLD, names_in
from community.desk.history_lines import ACTS, ANSWER, BY_NEIGHBORS, Line
from community.desk.history_threads import said_in_threads
from community.i18n import _
from community.pages.photo_lines import Hung, photos_on
from community.people.models import Person

MOST_LINES = 1000


def history_of(db: Session, case: Case) -> tuple[list[Line], bool]:
    """Everything that was done to the case, and what was said in the threads behind it, in the order it happened; and
    whether more was done than is told. Eight queries."""
    colleague, agency = aliased(Person), aliased(Agency)
    to = {name: Activity.data[name].as_integer() for name in ("liaison_id", "agency_id")}
    handed = Activity.kind == "case_transferred"
    query = (
        select(Activity, Person.display_name, func.coalesce(colleague.display_name, agency.name))
        .outerjoin(Person, Person.id == Activity.actor_id)
        .outerjoin(colleague, and_(handed, colleague.id == to["liaison_id"]))
        .outerjoin(agency, and_(handed, agency.id == to["agency_id"]))
        .where(Activity.case_id == case.id, Activity.kind.in_(ACTS))
        .order_by(Activity.id)
        .limit(MOST_LINES)
    )
    rows, words, answers = db.execute(query).all(), _city_words(db, case.id), _answers(db, case.id)
    notes = _notes(db, case.id)
    comments = [row.comment_id for row in answers if row.comment_id]
    hung = photos_on(db, comments=comments, follow_ups=list(words), notes=list(notes))
    first = min(notes, default=0)  # of a case without a post it came with the case, and no act tells of it
    came_with = 0 if case.opened_reason or first in {row.Activity.data.get("note_id") for row in rows} else first
    lines = [_line(case, *row, words, notes, came_with, hung) for row in rows]
    told = [*(_answer(row, hung) for row in answers), *said_in_threads(db, case.id, comments)]
    return sorted([*lines, *told], key=lambda line: line.at), len(rows) == MOST_LINES


def _city_words(db: Session, case_id: int) -> dict[int, Any]:
    said = select(FollowUp.id, FollowUp.words, FollowUp.code, FollowUp.detail, FollowUp.scheduled_for, Agency.name)
    query = said.join(Agency, Agency.id == FollowUp.agency_id).where(FollowUp.case_id == case_id)
    return {row.id: row for row in db.execute(query)}


def _notes(db: Session, case_id: int) -> dict[int, tuple[str, tuple[str, ...]]]:
    """The words of each staff note, and whom it tells."""
    query = select(StaffNote.id, StaffNote.words, NAMES_TOLD).where(StaffNote.case_id == case_id)
    return {note: (said, tuple(names_in(told))) for note, said, told in db.execute(query)}


def _answers(db: Session, case_id: int) -> list[Any]:
    """What neighbors answered who looked, with the words that everybody may still read."""
    query = (
        select(Confirmation.says, Confirmation.said_at, Comment.id.label("comment_id"), Comment.words)
        .outerjoin(Comment, and_(Comment.id == Confirmation.comment_id, STANDS))
        .where(Confirmation.case_id == case_id)
    )
    return list(db.execute(query.order_by(Confirmation.id).limit(MOST_LINES)))


def _answer(row: Any, hung: Hung) -> Line:
    photos = tuple(hung.comments.get(row.comment_id, ()))
    return Line(ANSWER, row.said_at, which=row.says, words=row.words or "", photos=photos)


def _line(
    case: Case,
    activity: Activity,
    name: str | None,
    to: str | None,
    words: Mapping[int, Any],
    notes: Mapping[int, tuple[str, tuple[str, ...]]],
    came_with: int,
    hung: Hung,
) -> Line:
    """``came_with``: the note that holds what was told of a case without a post."""
    data, opened = activity.data, activity.kind == "case_opened"
    spoken = words.get(data.get("follow_up_id") or 0)
    note = came_with if opened else data.get("note_id") or 0
    noted, told = notes.get(note, (case.opened_reason if opened else "", ()))
    waits = REASONS.get(data.get("reason") or "")
    goes_on = activity.kind == "case_closed" and data.get("code") == case.code == "duplicate"
    return Line(
        kind=activity.kind,
        at=activity.at,
        person=None if activity.kind in BY_NEIGHBORS else name,
        agency=spoken.name if spoken else None,
        words=spoken.words if spoken else noted,
        code=data.get("code"),
        which=data.get("measure") or data.get("why") or data.get("hop") or "",
        by=data.get("by", ""),
        observation_id=activity.observation_id if activity.kind in ("case_joined", "case_unjoined") else None,
        told=told,
        on=spoken.scheduled_for if spoken else None,
        to=to,
        asked=DETAILS[data["code"]][0] if data.get("code") in DETAILS else "",
        detail=_(waits) if waits else spoken.detail if spoken else "",
        goes_on_id=case.duplicate_of_id if goes_on else None,
        internal=note in notes,
        photos=tuple(hung.follow_ups.get(spoken.id, ()) if spoken else hung.notes.get(note, ())),
    )
