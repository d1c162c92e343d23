"""One case as its liaisons read it: exact place, words behind it, neighbors' replies, everything that happened.

Only the desk imports this module and ``event_queries``: staff notes and exact places leave the database nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from community.activity.models import Activity
from community.boards.models import Board
from community.cases.models import Backing, Case, FollowUp
from community.cases.models_clock import AnswerClock, CaseClock, DoneClock, Promise, with_clocks
from community.cases.models_handoff import Handoff
from community.cases.models_intake import TrayReport
from community.cases.queries_stuck import StuckCase, as_stuck, with_stuck
from community.catalog.models import Agency, Service
from community.comments.models import Comment
from community.comments.queries import STANDS
from community.confirmations.models import Confirmation
from community.people.models import Person
from community.voting.queries import NEIGHBORS_BEHIND

MOST_REPLIES = 30
MOST_CHANGES, LOOKED_THROUGH = 5, 200


PROMISED_BY = (
    select(Person.display_name)
    .join(Promise, Promise.owner_id == Person.id)
    .where(Promise.case_id == Case.id)
    .order_by(Promise.id.desc())
    .limit(1)
    .correlate(Case)
    .scalar_subquery()
)


@dataclass(frozen=True)
class CaseInside:
    """The case itself, with the names of everyone who may be named at the desk."""

    case: Case
    agency: str
    service: str | None
    service_icon: str | None
    board: str | None
    board_slug: str | None
    liaison: str | None
    opener: str | None
    goes_on: str | None
    answer_clock: CaseClock | None
    done_clock: CaseClock | None
    neighbors: int
    """Who upvoted a post behind it, each once."""
    handoff: Handoff | None
    """What is stuck of it on the way to the city."""
    report: TrayReport | None
    """What was told of a case without a post, with the exact place."""
    promised_by: str | None
    """Whose promise the day is that work was set for last, whoever has the case now."""

    @property
    def stuck(self) -> StuckCase | None:
        """The case as one that is stuck, if it is."""
        return as_stuck(self.handoff, self.case) if self.handoff else None

    @property
    def clocks(self) -> list[CaseClock]:
        """What the case was promised, the first answer first."""
        return [one for one in (self.answer_clock, self.done_clock) if one is not None]


@dataclass(frozen=True)
class Reply:
    """A neighbor's comment under one of the observations. ``new``: later than the city's last word; ``looked``: what
    they answered who went and looked, where these words came with it."""

    id: int
    observation_id: int
    author: str | None
    words: str
    written_at: datetime
    new: bool
    looked: str | None = None


@dataclass(frozen=True)
class Change:
    """Who did what to a case while somebody else was writing. ``person`` None: its author, who is not named."""

    kind: str
    at: datetime
    person: str | None


def case_inside(db: Session, case_id: int) -> CaseInside | None:
    """The case with its names, fresh from the database. One query."""
    liaison, opener, other = aliased(Person), aliased(Person), aliased(Case)
    query = (
        select(
            Case, Agency.name, Service.name, Service.icon, Board.name, Board.slug,
            liaison.display_name, opener.display_name, other.reference, AnswerClock, DoneClock,
            NEIGHBORS_BEHIND, Handoff, TrayReport, PROMISED_BY,
        )
        .join(Agency, Agency.id == Case.agency_id)
        .outerjoin(Service, Service.id == Case.service_id)
        .outerjoin(Board, Board.id == Case.board_id)
        .outerjoin(liaison, liaison.id == Case.liaison_id)
        .outerjoin(opener, opener.id == Case.opener_id)
        .outerjoin(other, other.id == Case.duplicate_of_id)
        .outerjoin(TrayReport, TrayReport.case_id == Case.id)
        .where(Case.id == case_id)
    )  # fmt: skip
    row: Any = db.execute(with_stuck(with_clocks(query)), execution_options={"populate_existing": True}).first()
    return CaseInside(*row) if row else None


def replies_behind(db: Session, case_id: int) -> tuple[list[Reply], int]:
    """What neighbors wrote last under the observations behind the case, newest first; and how much they wrote in all.
    One query."""
    said = select(func.max(FollowUp.written_at)).where(FollowUp.case_id == case_id).scalar_subquery()
    query = (
        select(
            Comment.id, Comment.observation_id, Comment.nameless, Person.display_name, Comment.words,
            Comment.written_at, said, Confirmation.says, func.count().over(),
        )
        .join(Backing, Backing.observation_id == Comment.observation_id)
        .outerjoin(Person, Person.id == Comment.author_id)
        .outerjoin(Confirmation, Confirmation.comment_id == Comment.id)
        .where(Backing.case_id == case_id, STANDS)
        .order_by(Comment.written_at.desc(), Comment.id.desc())
        .limit(MOST_REPLIES)
    )  # fmt: skip
    rows = db.execute(query).all()
    replies = [
        Reply(id, under, None if nameless else name, words, at, last is None or at > last, looked)
        for id, under, nameless, name, words, at, last, looked, _in_all in rows
    ]
    return replies, rows[0][-1] if rows else 0


def changes_since(db: Session, case_id: int, version: int) -> list[Change]:
    """What was done to the case after it had this version, newest first. One query."""
    query = (
        select(Activity.kind, Activity.at, Person.display_name, Activity.data)
        .outerjoin(Person, Person.id == Activity.actor_id)
        .where(Activity.case_id == case_id)
        .order_by(Activity.id.desc())
        .limit(LOOKED_THROUGH)
    )
    rows = db.execute(query).all()
    later = [Change(kind, at, name) for kind, at, name, data in rows if data.get("version", 0) > version]
    return later[:MOST_CHANGES]
