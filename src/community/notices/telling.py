"""The consumer that fills inboxes, in the transaction that moves its cursor: each act is told exactly once."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.activity.record import record
from community.activity.registry import Owed
from community.cases.models import Backing
from community.comments.models import Comment
from community.notices.facts import NoticeGiven
from community.notices.models import Notice
from community.notices.queries import unread_count
from community.notices.rules import TOLD, is_told
from community.observations.models import Observation
from community.people.models import Membership

Recipient = tuple[int | None, int | None]
"""A person, and the observation of theirs that it is about."""


def tell(db: Session, activities: Sequence[Activity], _app: Any) -> Iterable[Owed]:
    """Write the notices of a batch of activities, and let open pages know whose count changed."""
    told: set[int] = set()
    for activity in activities:
        has_words = activity.data.get("follow_up_id") is not None
        if is_told(activity.kind, imported=activity.imported, has_words=has_words):
            told |= _tell_one(db, activity)
        elif activity.kind == "person_closed":
            db.execute(delete(Notice).where(Notice.person_id == activity.person_id))
    db.flush()
    for person_id in sorted(told):
        record(db, NoticeGiven(person_id=person_id, unread=unread_count(db, person_id)))
    return []


def _tell_one(db: Session, activity: Activity) -> set[int]:
    """One notice each for everybody concerned but the actor; who was told."""
    told: set[int] = set()
    for person_id, observation_id in _recipients(db, activity):
        if person_id is None or person_id == activity.actor_id or person_id in told:
            continue
        told.add(person_id)
        db.add(
            Notice(
                person_id=person_id,
                activity_id=activity.id,
                kind=TOLD[activity.kind],
                observation_id=observation_id,
                case_id=activity.case_id,
                comment_id=activity.data.get("comment_id"),
                follow_up_id=activity.data.get("follow_up_id"),
                at=activity.at,
            )
        )
    return told


def _recipients(db: Session, activity: Activity) -> list[Recipient]:
    if activity.kind == "comment_written":
        return _answered(db, activity)
    if activity.kind in ("words_hidden", "words_shown_again"):
        return _author_of_words(db, activity)
    if activity.kind == "words_reported":
        return _deciders(db, activity)
    if activity.case_id is not None:
        return _authors_behind(db, activity.case_id)
    return _author_of(db, activity.observation_id)


def _author_of(db: Session, observation_id: int | None) -> list[Recipient]:
    observation = db.get(Observation, observation_id) if observation_id else None
    return [(observation.author_id, observation.id)] if observation else []


def _authors_behind(db: Session, case_id: int) -> list[Recipient]:
    """Authors of the observations behind a case; somebody with two is told once, of the older one."""
    query = (
        select(Observation.author_id, Observation.id)
        .join(Backing, Backing.observation_id == Observation.id)
        .where(Backing.case_id == case_id)
        .order_by(Observation.id)
    )
    return [(author, number) for author, number in db.execute(query)]


def _answered(db: Session, activity: Activity) -> list[Recipient]:
    """Whoever's comment was answered, and the author of the post."""
    comment = db.get(Comment, activity.data["comment_id"])
    answered = db.get(Comment, comment.reply_to_id) if comment and comment.reply_to_id else None
    first: list[Recipient] = [(answered.author_id, activity.observation_id)] if answered else []
    return first + _author_of(db, activity.observation_id)


def _author_of_words(db: Session, activity: Activity) -> list[Recipient]:
    comment_id = activity.data.get("comment_id")
    comment = db.get(Comment, comment_id) if comment_id else None
    return [(comment.author_id, comment.observation_id)] if comment else _author_of(db, activity.observation_id)


def _deciders(db: Session, activity: Activity) -> list[Recipient]:
    """The board's captains, or the city's moderators."""
    part = Membership.role == "moderator"
    if activity.data["recipient"] == "captain":
        part = (Membership.role == "captain") & (Membership.scope_id == activity.board_id)
    people = db.scalars(select(Membership.person_id).where(part).order_by(Membership.person_id))
    return [(person_id, activity.observation_id) for person_id in people]
