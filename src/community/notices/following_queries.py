"""What pages ask about following: whether I follow this, and all I follow. Only ever one's own."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, or_, select, true
from sqlalchemy.orm import Session

from community.boards.models import Board
from community.cases.models import Case
from community.comments.models import Comment
from community.comments.queries import STANDS
from community.i18n import _
from community.notices.following import BOARD, CASE, OBSERVATION, PLACE, RADII, case_name
from community.notices.models import Follow
from community.observations.models import Observation

NEWEST = 25
"""Of one's own threads so many are listed."""


@dataclass(frozen=True)
class FollowLine:
    """One thing followed. ``id``: of the follow; None for what is followed without one. ``page``: where it is read."""

    kind: str
    subject_id: int | None
    label: str
    page: str
    id: int | None = None
    active: bool = True
    around: str = ""


CHOSEN = select(Follow.active).where(
    Follow.person_id == bindparam("person"), Follow.kind == bindparam("kind"), Follow.subject_id == bindparam("subject")
)


def follows(db: Session, person_id: int, kind: str, subject_id: int, *, otherwise: bool = False) -> bool:
    """Whether the person follows this. ``otherwise``: what holds where they said nothing. One query."""
    active = db.connection().scalar(CHOSEN, {"person": person_id, "kind": kind, "subject": subject_id})
    return otherwise if active is None else bool(active)


def follow_counts(db: Session, person_id: int) -> int:
    """How many things the person ever said to follow, or not to."""
    return db.scalar(select(func.count()).where(Follow.person_id == person_id)) or 0


def followed_by(db: Session, person_id: int) -> list[FollowLine]:
    """What the person chose to follow, by kind, newest first. One query."""
    query = (
        select(Follow, Board, Observation, Case)
        .outerjoin(Board, (Follow.kind == BOARD) & (Board.id == Follow.subject_id))
        .outerjoin(Observation, (Follow.kind == OBSERVATION) & (Observation.id == Follow.subject_id))
        .outerjoin(Case, (Follow.kind == CASE) & (Case.id == Follow.subject_id))
        .where(Follow.person_id == person_id, Follow.active.is_(true()))
        .order_by(Follow.kind, Follow.id.desc())
    )
    return [_line(*row) for row in db.execute(query)]


def own_threads(db: Session, person_id: int) -> list[FollowLine]:
    """The newest posts of the person, and threads they replied in: followed by default. Two queries."""
    replied = (
        select(Comment.observation_id)
        .where(Comment.author_id == person_id, STANDS)
        .order_by(Comment.written_at.desc())
        .limit(NEWEST)
    )
    posted = (
        select(Observation.id)
        .where(Observation.author_id == person_id, Observation.withdrawn_at.is_(None))
        .order_by(Observation.created_at.desc())
        .limit(NEWEST)
    )
    ids = {*db.scalars(replied), *db.scalars(posted)}
    query = (
        select(Observation, Follow.active)
        .outerjoin(
            Follow,
            (Follow.person_id == person_id) & (Follow.kind == OBSERVATION) & (Follow.subject_id == Observation.id),
        )
        .where(Observation.id.in_(ids), Observation.listed, or_(Follow.id.is_(None), Follow.active.is_(False)))
        .order_by(Observation.id.desc())
    )
    return [
        FollowLine(OBSERVATION, post.id, _title(post), f"/o/{post.id}", active=active is not False)
        for post, active in db.execute(query)
    ]


def _line(follow: Follow, board: Board | None, post: Observation | None, case: Case | None) -> FollowLine:
    label, page = follow.label, "/me/follows"
    if board is not None:
        label, page = board.name, f"/b/{board.slug}"
    elif post is not None:
        label, page = _title(post), f"/o/{post.id}"
    elif case is not None:
        label, page = case_name(case.reference), f"/case/{case.id}"
    around = _(RADII[follow.meters]) if follow.kind == PLACE and follow.meters in RADII else ""
    return FollowLine(follow.kind, follow.subject_id, label, page, follow.id, follow.active, around)


def _title(post: Observation) -> str:
    """The title, where it may be read."""
    if post.withdrawn_at is not None:
        return _("Withdrawn by its author")
    return post.title if post.hidden_at is None else _("Hidden by a captain or moderator")
