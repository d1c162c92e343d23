"""The photos of a post: attached to it, and its first one remembered, so that lists need not look for it."""

from sqlalchemy.orm import Session

from community.activity.record import record
from community.observations.actions import locked_observation
from community.observations.models import Observation
from community.observations.rules import check_editable
from community.people.identity import Identity
from community.photos.actions import Subject, attach_photos
from community.photos.facts import PhotosAdded
from community.photos.forms import SentPhotos
from community.photos.models import Photo
from community.photos.queries import of_post, photos_where


def picture_observation(db: Session, who: Identity | None, observation: Observation, sent: SentPhotos) -> bool:
    """Attach the photos its author sent with the words (None: a program did, for nobody here); the caller has just made
    it or holds its lock. Raises Refused."""
    subject = Subject(board_id=observation.board_id, observation_id=observation.id)
    added = attach_photos(db, sent, subject, who.person_id if who else None)
    if added:
        remember_first_photo(db, observation)
    return added


def add_photos(db: Session, who: Identity, observation_id: int, sent: SentPhotos) -> bool:
    """The author adds photos to a post that stands already. Raises Missing, Refused."""
    if not sent.keys:
        sent.check()
        return False
    observation = locked_observation(db, observation_id)
    check_editable(observation.state, hidden=observation.hidden_at is not None)
    added = picture_observation(db, who, observation, sent)
    if added:
        record(db, PhotosAdded(observation.board_id, observation.id), actor_id=who.person_id)
    return added


def remember_first_photo(db: Session, observation: Observation) -> None:
    """Let lists show the photo that is first now; the caller holds the lock of the observation."""
    db.flush()
    first = next(iter(photos_where(db, of_post(observation.id))), None)
    observation.photo_key = first.key if first else None
    observation.photo_bytes = first.bytes if first else None


def lock_post_of(db: Session, photo: Photo) -> None:
    """Whoever changes a posted photo queues where whoever changes its post does, before the photo itself is locked.
    Raises Missing for a post that is gone."""
    if photo.observation_id is not None:
        locked_observation(db, photo.observation_id)


def follow_photo(db: Session, photo: Photo) -> None:
    """A photo got another address or is gone: lists follow, where it was one of the post itself."""
    if photo.observation_id is not None and photo.comment_id is None and photo.follow_up_id is None:
        remember_first_photo(db, db.get_one(Observation, photo.observation_id))
