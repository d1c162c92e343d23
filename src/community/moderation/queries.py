"""Reports for those who decide, and the board's public log. No row names a reporter or an author."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from community.boards.models import Board
from community.boards.queries import BoardName
from community.comments.models import Comment
from community.moderation.models import BoardLog, Report
from community.moderation.rules import CAPTAIN, HIDDEN
from community.observations.models import Observation
from community.observations.rules import WITHDRAWN
from community.people.models import Membership, Person
from community.permissions import Role

PAGE = 50


@dataclass(frozen=True)
class ReportedWords:
    """One open report with the words it is about."""

    id: int
    board: BoardName
    observation_id: int
    comment_id: int | None
    title: str
    text: str
    hidden: bool
    rule: str
    words: str
    recipient: str
    """Empty for words without a name: that moderators get it may mean that a captain wrote it."""
    reported_at: datetime


@dataclass(frozen=True)
class LogLine:
    """One public line: when, by whom (a role), what was done, under which rule. No words, no names."""

    id: int
    observation_id: int
    comment_id: int | None
    deed: str
    rule: str
    role: str
    done_at: datetime
    readable: bool
    """Whether there still is a page to go to."""


WAITING = (
    select(Report, Board, Observation, Comment)
    .join(Board, Board.id == Report.board_id)
    .join(Comment, Comment.id == Report.comment_id, isouter=True)
    .join(Observation, Observation.id == func.coalesce(Report.observation_id, Comment.observation_id))
    .where(Report.settled_at.is_(None), Observation.listed)
    .where(or_(Comment.id.is_not(None), Observation.state != WITHDRAWN), Comment.withdrawn_at.is_(None))
)
"""Reports that need a decision: words taken back need none any more."""


def open_reports(db: Session, board_id: int, *, all_recipients: bool) -> list[ReportedWords]:
    """Open reports of the board, oldest first: those to the captain, or all of them."""
    query = WAITING.where(Report.board_id == board_id).order_by(Report.id).limit(PAGE)
    if not all_recipients:
        query = query.where(Report.recipient == CAPTAIN)
    return [_reported(*row) for row in db.execute(query)]


def open_reports_anywhere(db: Session, before: int | None = None) -> list[ReportedWords]:
    """The newest open reports of all boards, whoever gets them, or those before a report; one more than a page
    shows."""
    query = WAITING.order_by(Report.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(Report.id < before)
    return [_reported(*row) for row in db.execute(query)]


def _reported(report: Report, board: Board, observation: Observation, comment: Comment | None) -> ReportedWords:
    subject = comment or observation
    return ReportedWords(
        id=report.id,
        board=BoardName(board.id, board.slug, board.name, board.extent),
        observation_id=observation.id,
        comment_id=comment.id if comment else None,
        title=observation.title,
        text=comment.words if comment else observation.description,
        hidden=subject.hidden_at is not None,
        rule=report.rule,
        words=report.words,
        recipient="" if subject.nameless else report.recipient,
        reported_at=report.reported_at,
    )


def board_log(db: Session, board_id: int, before: int | None = None) -> list[LogLine]:
    """The newest lines of the board's public log, or those before a line; one more than a page shows."""
    columns = (
        BoardLog.id,
        BoardLog.observation_id,
        BoardLog.comment_id,
        BoardLog.deed,
        BoardLog.rule,
        BoardLog.role,
        BoardLog.done_at,
        Observation.listed,
    )
    query = select(*columns).join(Observation, Observation.id == BoardLog.observation_id)
    query = query.where(BoardLog.board_id == board_id).order_by(BoardLog.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(BoardLog.id < before)
    return [LogLine(*row) for row in db.execute(query)]


def open_report_by(db: Session, reporter_id: int, observation_id: int, comment_id: int | None) -> Report | None:
    """This person's open report about these words."""
    return db.scalar(
        select(Report).where(Report.reporter_id == reporter_id, *_about(observation_id, comment_id)).limit(1)
    )


def open_reports_about(db: Session, observation_id: int, comment_id: int | None) -> list[Report]:
    """All open reports about these words, whoever gets them."""
    return list(db.scalars(select(Report).where(*_about(observation_id, comment_id))))


def _about(observation_id: int, comment_id: int | None) -> tuple:
    subject = Report.observation_id == observation_id if comment_id is None else Report.comment_id == comment_id
    return subject, Report.settled_at.is_(None)


def hidden_by(db: Session, observation_id: int, comment_id: int | None) -> str:
    """In which role the words were hidden, the last time."""
    query = (
        select(BoardLog.role)
        .where(BoardLog.observation_id == observation_id, BoardLog.comment_id == comment_id, BoardLog.deed == HIDDEN)
        .order_by(BoardLog.id.desc())
        .limit(1)
    )
    return db.scalar(query) or CAPTAIN


def captains(db: Session, board_id: int) -> frozenset[int]:
    """Ids of the board's captains who can act: to route a report, never to be shown."""
    here = and_(Membership.scope_kind == "board", Membership.scope_id == board_id, Membership.role == Role.CAPTAIN)
    query = select(Membership.person_id).join(Person, Person.id == Membership.person_id)
    return frozenset(db.scalars(query.where(here, Person.suspended_at.is_(None))))
