"""What the forms and actions read of comments. The thread itself is read by ``pages``."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from community.cases.models import Backing, FollowUp
from community.comments.models import Comment
from community.observations.models import Observation

STANDS = and_(Comment.withdrawn_at.is_(None), Comment.hidden_at.is_(None))
"""A comment that is neither taken back nor hidden: under a post that everybody may read, they may read it."""


def comments_since(db: Session, person_id: int, since: datetime) -> tuple[int, datetime | None]:
    """How often the person commented after ``since``, and when first; comments taken back count."""
    query = select(func.count(), func.min(Comment.written_at)).where(
        Comment.author_id == person_id, Comment.written_at > since
    )
    number, first = db.execute(query).one()
    return number, first


def comment_sent_as(db: Session, client_id: str) -> Comment | None:
    """The comment that a form with this stamp already made."""
    return db.scalar(select(Comment).where(Comment.client_id == client_id))


def follow_up_in_thread(db: Session, follow_up_id: int, observation_id: int) -> FollowUp | None:
    """The city's word, if it stands in the thread of this observation: given on it, or on a case behind which it
    stands."""
    cases = select(Backing.case_id).where(Backing.observation_id == observation_id)
    here = or_(FollowUp.observation_id == observation_id, FollowUp.case_id.in_(cases))
    return db.scalar(select(FollowUp).where(FollowUp.id == follow_up_id, here))


def answered_words(db: Session, observation_id: int, reply_to_id: int | None, follow_up_id: int | None) -> str:
    """The words a reply answers, to show them beside the form: nothing for what is hidden, taken back or elsewhere."""
    if reply_to_id is not None:
        parent = db.get(Comment, reply_to_id)
        seen = parent is not None and parent.observation_id == observation_id and parent.hidden_at is None
        return parent.words if parent is not None and seen else ""
    follow_up = follow_up_in_thread(db, follow_up_id, observation_id) if follow_up_id is not None else None
    return follow_up.words if follow_up else ""


def spoke_nameless(db: Session, person_id: int, observation_id: int) -> bool:
    """Whether the person wrote this post, or anything under it, without their name: then what comes from outside does
    not carry it either, and a form offers to leave it off. At most two queries."""
    post = select(Observation.id).where(
        Observation.id == observation_id, Observation.author_id == person_id, Observation.nameless.is_(True)
    )
    said = select(Comment.id).where(
        Comment.observation_id == observation_id, Comment.author_id == person_id, Comment.nameless.is_(True)
    )
    return db.scalar(post.limit(1)) is not None or db.scalar(said.limit(1)) is not None
