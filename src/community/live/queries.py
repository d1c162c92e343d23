"""What the live server asks the database: who connects, where a topic stands, whether something was missed."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Activity
from community.boards.facts import BoardSet
from community.boards.models import Board
from community.boards.queries import votes_asked
from community.cases.models import Backing, Case
from community.cases.rules import ground_of
from community.live.rules import Topic
from community.live.topics import TOPICS
from community.observations.models import Observation
from community.people.identity import Identity, identity_of
from community.permissions import EVERYWHERE, Ground, Permission
from community.settings import Settings

Asked = tuple[Permission, Ground]


def holder_of(db: Session, token: str | None, knobs: Settings) -> Identity | None:
    """Who holds the login cookie's token: the same look-up as the pages make."""
    if token is None:
        return None
    oldest = clock.now() - timedelta(days=knobs.login_days)
    return identity_of(db, token, oldest=oldest, demo_mode=knobs.demo)


def question_for(db: Session, topic: Topic) -> Asked | None:
    """The permission its page asks for, and on which ground; None when there is no such thing."""
    if topic.kind == "desk":
        return Permission.DESK_READ, EVERYWHERE
    if topic.kind in ("board", "threshold"):
        found = db.scalar(select(Board.id).where(Board.id == topic.id))
        return (Permission.BOARD_READ, Ground(board_id=found)) if found else None
    if topic.kind == "case":
        case = db.get(Case, topic.id)
        return (Permission.CASE_READ, ground_of(case)) if case else None
    row = db.get(Observation, topic.id)
    if row is None or not row.listed:
        return None
    return Permission.OBSERVATION_READ, Ground(board_id=row.board_id, author_id=row.author_id)


def was_missed(db: Session, topics: tuple[Topic, ...], after: int, floor: int) -> bool:
    """Whether anything these topics tell of happened after ``after`` and up to ``floor``, where memory begins."""
    happened = select(Activity.id).where(Activity.id > after, Activity.id <= floor, Activity.imported.is_(False))
    touching = or_(*(_touching(topic) for topic in topics))
    return db.scalar(happened.where(Activity.kind.in_(TOPICS), touching).limit(1)) is not None


def _touching(topic: Topic) -> ColumnElement[bool]:
    if topic.kind == "board":
        return Activity.board_id == topic.id
    if topic.kind == "threshold":
        return and_(Activity.board_id == topic.id, Activity.kind == BoardSet.kind)
    if topic.kind == "case":
        return Activity.case_id == topic.id
    if topic.kind == "desk":
        return Activity.case_id.is_not(None)
    behind = select(Backing.case_id).where(Backing.observation_id == topic.id)
    return or_(Activity.observation_id == topic.id, Activity.case_id.in_(behind))


def thresholds(db: Session, board_ids: Collection[int], knobs: Settings) -> dict[int, int]:
    """Votes each of these boards asks for, 0 where they send nothing. One query."""
    boards = db.scalars(select(Board).where(Board.id.in_(board_ids)))
    return {board.id: votes_asked(board, knobs) for board in boards}
