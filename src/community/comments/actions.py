"""What neighbors say under an observation. Counts move under the lock of the observation."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.cases.actions import note_neighbor_spoke
from community.comments.facts import CommentWithdrawn, CommentWritten
from community.comments.models import Comment
from community.comments.queries import comment_sent_as, comments_since, follow_up_in_thread
from community.comments.rules import Branch, branch_under
from community.errors import Missing, Refused
from community.i18n import _
from community.limits import HOUR, check_limit, take_turn
from community.observations.actions import locked_observation, stamp_of
from community.observations.models import Observation
from community.observations.rules import OPEN, may_be_talked_about
from community.people.actions import count_late
from community.people.identity import Identity
from community.permissions import Role
from community.photos.actions import Subject, attach_photos, remove_photos
from community.photos.forms import NO_PHOTOS, SentPhotos
from community.photos.models import Photo
from community.settings import Settings


def write_comment(
    db: Session,
    who: Identity,
    observation_id: int,
    words: str,
    nameless: bool,
    reply_to_id: int | None = None,
    follow_up_id: int | None = None,
    client_id: str | None = None,
    photos: SentPhotos = NO_PHOTOS,
    knobs: Settings | None = None,
    made_at: datetime | None = None,
) -> Comment:
    """Say something under the observation, or in reply to a comment or to the city. A form sent twice says it once.

    A case behind it, also a closed one, then waits for the city's word. Without ``knobs`` no limit holds (the demo
    city). ``made_at``: it waited on a phone since then. Raises Missing for words to answer that are not in this
    thread, Refused where the thread is closed, TooMany.
    """
    observation = locked_observation(db, observation_id)
    stamp = stamp_of(who, client_id)
    if stamp and (earlier := comment_sent_as(db, stamp)):
        return earlier
    if not may_be_talked_about(observation.state, hidden=observation.hidden_at is not None):
        raise Refused(_("This thread takes no more replies."), "words")
    if knobs:
        take_turn(db, "comment", who.person_id)
    now = clock.now()
    if knobs:
        check_limit(*comments_since(db, who.person_id, now - HOUR), knobs.limit_comments, HOUR, "replies")
        if made_at:
            count_late(db, who.person_id, "replies", knobs.limit_comments, HOUR)
    branch = _branch(db, observation_id, reply_to_id, follow_up_id)
    comment = Comment(
        observation_id=observation_id,
        author_id=who.person_id,
        nameless=nameless,
        root_id=branch.root_id,
        reply_to_id=branch.reply_to_id,
        follow_up_id=branch.follow_up_id,
        words=words,
        written_at=max(made_at, observation.created_at) if made_at else now,
        client_id=stamp,
    )
    db.add(comment)
    observation.comment_count += 1
    db.flush()
    subject = Subject(observation.board_id, observation_id, comment_id=comment.id)
    attach_photos(db, photos, subject, who.person_id)
    if observation.state != OPEN:
        captain = who.holds_on_board(Role.CAPTAIN, observation.board_id)
        note_neighbor_spoke(db, observation_id, captain=captain)
    fact = CommentWritten(observation.board_id, observation_id, comment.id, branch.follow_up_id)
    record(db, fact, actor_id=who.person_id)
    return comment


def withdraw_comment(db: Session, who: Identity, comment_id: int) -> Comment:
    """Take a comment back: the words, the photos and the name go, a stone stays. Harmless when done twice. Raises
    Missing."""
    comment, observation = locked_comment(db, comment_id)
    if comment.withdrawn_at is not None:
        return comment
    comment.words, comment.nameless, comment.withdrawn_at = "", True, clock.now()
    remove_photos(db, Photo.comment_id == comment_id)
    observation.comment_count -= 1
    record(db, CommentWithdrawn(observation.board_id, observation.id, comment.id), actor_id=who.person_id)
    return comment


def locked_comment(db: Session, comment_id: int) -> tuple[Comment, Observation]:
    """The comment, fresh, with its observation, whose lock guards both. Raises Missing."""
    observation_id = db.scalar(select(Comment.observation_id).where(Comment.id == comment_id))
    if observation_id is None:
        raise Missing
    observation = locked_observation(db, observation_id)
    return db.get_one(Comment, comment_id, populate_existing=True), observation


def _branch(db: Session, observation_id: int, reply_to_id: int | None, follow_up_id: int | None) -> Branch:
    """Where the comment hangs. Raises Missing when what it answers is not in this thread, Refused for a stone."""
    if reply_to_id is not None:
        parent = db.get(Comment, reply_to_id)
        if parent is None or parent.observation_id != observation_id:
            raise Missing
        if parent.withdrawn_at is not None or parent.hidden_at is not None:
            raise Refused(_("What you reply to was taken back or hidden. You can still write to everyone."), "words")
        return branch_under(parent.id, parent.root_id, parent.follow_up_id)
    if follow_up_id is not None:
        if follow_up_in_thread(db, follow_up_id, observation_id) is None:
            raise Missing
        return Branch(follow_up_id=follow_up_id)
    return Branch()
