"""What the index is made from: the present words and states of threads and cases, as everybody may read them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, exists, or_, select, union_all
from sqlalchemy.orm import Session

from community.cases.models import Backing, Case, FollowUp
from community.comments.models import Comment
from community.comments.queries import STANDS
from community.observations.models import Observation
from community.observations.rules import WITHDRAWN
from community.search.models import Entry

READABLE = and_(Observation.listed, Observation.hidden_at.is_(None), Observation.state != WITHDRAWN)
"""A post whose words everybody may read. The replies under any other one are not found either."""

POSTS = (
    select(
        Observation.id,
        Observation.board_id,
        Observation.service_id,
        Observation.title,
        Observation.description,
        Observation.place,
        Observation.landmark,
        Observation.state,
        Observation.created_at,
        exists().where(FollowUp.observation_id == Observation.id).label("answered"),
        Case.id.label("case_id"),
        Case.state.label("case_state"),
        Case.code,
        Case.neighbors_say,
        Case.service_id.label("case_service_id"),
        Case.reference,
        Case.opened_reason,
        exists().where(FollowUp.case_id == Case.id).label("case_answered"),
    )
    .outerjoin(Backing, Backing.observation_id == Observation.id)
    .outerjoin(Case, Case.id == Backing.case_id)
    .where(READABLE)
    .order_by(Observation.id, Case.id)
)
CASES = select(
    Case.id,
    Case.board_id,
    Case.service_id,
    Case.state,
    Case.code,
    Case.neighbors_say,
    Case.reference,
    Case.opened_reason,
    Case.opened_at,
    exists().where(FollowUp.case_id == Case.id).label("answered"),
    exists()
    .where(Backing.case_id == Case.id, Observation.id == Backing.observation_id, READABLE)
    .label("has_readable_post"),
)
REPLIES = select(Comment.id, Comment.observation_id, Comment.words, Comment.written_at).where(STANDS)
ENTRIES = select(*Entry.__table__.columns)
"""As rows: the session may still hold what it read before somebody else changed it."""
CITY = select(FollowUp.id, FollowUp.observation_id, FollowUp.case_id, FollowUp.words, FollowUp.written_at)


def observations_of_comments(db: Session, comments: Collection[int]) -> set[int]:
    """The posts under which these comments stand."""
    return set(db.scalars(select(Comment.observation_id).where(Comment.id.in_(comments))))


def observations_behind(db: Session, cases: Collection[int]) -> set[int]:
    """The posts behind these cases."""
    return set(db.scalars(select(Backing.observation_id).where(Backing.case_id.in_(cases)))) if cases else set()


def cases_behind(db: Session, observations: Collection[int]) -> set[int]:
    """The cases behind which these posts stand."""
    return set(db.scalars(select(Backing.case_id).where(Backing.observation_id.in_(observations))))


def readable_posts(db: Session, observations: Collection[int]) -> Sequence[Any]:
    """Of these posts the readable ones: a row for each case behind it, one without any."""
    return db.execute(POSTS.where(Observation.id.in_(observations))).all()


def public_cases(db: Session, cases: Collection[int]) -> Sequence[Any]:
    """These cases, as their pages tell of them."""
    return db.execute(CASES.where(Case.id.in_(cases))).all() if cases else []


def standing_replies(
    db: Session, observations: Collection[int], comments: Collection[int] | None = None
) -> Sequence[Any]:
    """The replies under these posts that are neither hidden nor taken back; only these ``comments``, if given."""
    query = REPLIES.where(Comment.observation_id.in_(observations))
    return db.execute(query if comments is None else query.where(Comment.id.in_(comments))).all()


def city_words(db: Session, observations: Collection[int], cases: Collection[int]) -> Sequence[Any]:
    """What the city said under these posts and on these cases."""
    parts = [CITY.where(FollowUp.observation_id.in_(observations)), CITY.where(FollowUp.case_id.in_(cases))]
    return db.execute(union_all(*parts)).all()


def comment_days(db: Session, comments: Collection[int], observations: Collection[int]) -> Sequence[Any]:
    """``(id, written_at)`` of these comments under these posts, standing or not: where their entries are."""
    query = select(Comment.id, Comment.written_at).where(Comment.id.in_(comments))
    return db.execute(query.where(Comment.observation_id.in_(observations))).all()


def entries_of(db: Session, observations: Collection[int], cases: Collection[int]) -> dict[int, Any]:
    """What the index holds of these threads and cases, by id."""
    parts = [ENTRIES.where(Entry.observation_id.in_(observations)), ENTRIES.where(Entry.case_id.in_(cases))]
    return {entry.id: entry for part in parts for entry in db.execute(part)}


def entries_with(db: Session, ids: Collection[int]) -> dict[int, Any]:
    """These entries, by id."""
    return {entry.id: entry for entry in db.execute(ENTRIES.where(Entry.id.in_(ids)))}


def still_readable() -> Any:
    """The condition under which an entry may be shown, on a query over Entry joined to Observation and Comment."""
    return and_(
        or_(Entry.observation_id.is_(None), READABLE), or_(Entry.kind != "reply", and_(Comment.id.is_not(None), STANDS))
    )
