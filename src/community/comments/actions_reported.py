"""What somebody without an account said through another program. Nobody's name stands under it."""

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.cases.actions import note_neighbor_spoke
from community.comments.facts import CommentWritten
from community.comments.models import Comment
from community.errors import Refused
from community.i18n import _
from community.observations.actions import locked_observation
from community.observations.rules import OPEN, may_be_talked_about
from community.photos.actions import Subject, attach_photos
from community.photos.forms import SentPhotos


def put_comment(db: Session, observation_id: int, words: str, photos: SentPhotos) -> Comment:
    """A nameless comment of nobody's; the cases behind wait for the city's word. Raises Missing, Refused where the
    thread is closed."""
    observation = locked_observation(db, observation_id)
    if not may_be_talked_about(observation.state, hidden=observation.hidden_at is not None):
        raise Refused(_("This thread takes no more replies."), "words")
    comment = Comment(observation_id=observation_id, author_id=None, nameless=True, words=words, written_at=clock.now())
    db.add(comment)
    observation.comment_count += 1
    db.flush()
    attach_photos(db, photos, Subject(observation.board_id, observation_id, comment_id=comment.id), None)
    if observation.state != OPEN:
        note_neighbor_spoke(db, observation_id)
    record(db, CommentWritten(observation.board_id, observation_id, comment.id))
    return comment
