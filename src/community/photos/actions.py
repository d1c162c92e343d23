"""What is done to photos. Bytes are stored before a row points to them, and deleted after the last row has let go.

Before the first byte is stored a timer is set under the photo's key: whatever ends the process in between, it finds the
bytes that belong to nobody.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.activity.timers import set_timer
from community.errors import Conflict, Missing, Refused
from community.i18n import _
from community.limits import DAY
from community.people.actions import count_attempt
from community.photos.developing import FIELD, Developed
from community.photos.facts import PhotoBytesLeft, PhotoCovered, PhotoDescribed, PhotoTakenAway
from community.photos.forms import Owner, SentPhotos
from community.photos.models import Photo
from community.photos.queries import locked_photos, number_where, of_post, photos_where, waits_for
from community.photos.rules import GONE, MOST, too_many

CHECK = "photo_check"
"""Kind of the timer that looks whether anything came of a key."""
WAITS = timedelta(days=1)


@dataclass(frozen=True)
class Subject:
    """What a photo is posted with, and where that stands: a post, a comment under it, the city's word (on a post or on
    a case), or a staff note on a case. ``case_id`` tells the pages of a case."""

    board_id: int | None
    observation_id: int | None = None
    case_id: int | None = None
    comment_id: int | None = None
    follow_up_id: int | None = None
    agency_id: int | None = None
    note_id: int | None = None

    @property
    def photos(self) -> ColumnElement[bool]:
        """The photos it has."""
        if self.follow_up_id is not None:
            return Photo.follow_up_id == self.follow_up_id
        if self.note_id is not None:
            return Photo.note_id == self.note_id
        if self.comment_id is not None:
            return Photo.comment_id == self.comment_id
        return of_post(self.observation_id or 0)


def expect_photo(db: Session, owner: Owner, network: str, most: int) -> str:
    """A new key, under which bytes may be stored once this is committed. Raises TooMany."""
    subject = f"person {owner.person_id}" if owner.person_id else f"network {network}"
    message = _("That is enough for now: {n} photos a day. You can go on tomorrow, or post without a photo.")
    count_attempt(db, "photo", subject, most=most, within=DAY, message=message.format(n=most))
    return new_key(db)


def new_key(db: Session) -> str:
    """A key that is looked after from the moment this is committed."""
    key = secrets.token_urlsafe(16)
    set_timer(db, CHECK, key, clock.now() + WAITS)
    return key


def keep_photo(db: Session, owner: Owner, key: str, made: Developed, alt: str = "") -> Photo:
    """Remember a photo whose bytes are stored. It waits to be posted."""
    browser = None if owner.person_id else owner.browser_hash
    photo = Photo(key=key, owner_id=owner.person_id, browser_hash=browser, alt=alt, made_at=clock.now())
    _look(photo, made)
    db.add(photo)
    db.flush()
    return photo


def attach_photos(db: Session, sent: SentPhotos, subject: Subject, person_id: int | None) -> bool:
    """Post what a form sent with its words, as photos of ``person_id`` (None: of nobody); the caller holds the lock of
    what they belong to. What hangs there already stays: a form sent twice posts once. False: nothing was added. Raises
    Refused for a photo that is not there or not theirs, and when there would be more than fit."""
    sent.check()
    found = locked_photos(db, sent.keys) if sent.keys else {}
    there = {photo.key for photo in photos_where(db, subject.photos)} if sent.keys else set()
    fresh = [key for key in sent.keys if key not in there]
    if len(there) + len(fresh) > MOST:
        raise Refused(too_many(len(there) + len(fresh)), FIELD)
    for position, key in enumerate(fresh, start=len(there)):
        photo = found.get(key)
        if photo is None or not waits_for(photo, sent.owner):
            raise Refused(_(GONE), FIELD)
        photo.owner_id, photo.browser_hash = person_id, None
        for name, value in vars(subject).items():
            setattr(photo, name, value)
        photo.position, photo.posted_at = position, clock.now()
        photo.alt = sent.alts.get(key) or photo.alt
    db.flush()
    return bool(fresh)


def give_back_photos(db: Session, condition: ColumnElement[bool]) -> list[str]:
    """Photos whose words were undone wait again to be posted by whoever sent them. Returns their keys, in order."""
    found = photos_where(db, condition)
    for photo in found:
        for name in vars(Subject(None)):
            setattr(photo, name, None)
        photo.posted_at = None
        set_timer(db, CHECK, photo.key, clock.now() + WAITS)
    db.flush()
    return [photo.key for photo in found]


def cover_photo(db: Session, photo_id: int, old_key: str, key: str, made: Developed, *, person_id: int | None) -> Photo:
    """Let the photo be these bytes, under this key; the old ones go. Raises Missing, Conflict when somebody else was
    faster."""
    photo = _locked(db, photo_id)
    if photo.key != old_key:
        raise Conflict(_("Somebody covered a part of this photo just now. Look at it again."))
    photo.key = key
    _look(photo, made)
    _let_go(db, old_key)
    if photo.posted_at is not None:
        record(db, PhotoCovered(*_where(photo)), actor_id=person_id)
    return photo


def describe_photo(db: Session, photo_id: int, alt: str, *, person_id: int | None) -> Photo:
    """Say what it shows. Raises Missing."""
    photo = _locked(db, photo_id)
    if photo.alt != alt:
        photo.alt = alt
        if photo.posted_at is not None:
            record(db, PhotoDescribed(*_where(photo)), actor_id=person_id)
    return photo


def take_away_photo(db: Session, photo_id: int, *, person_id: int | None) -> None:
    """The photo and its bytes are gone. Raises Missing."""
    photo = _locked(db, photo_id)
    if photo.posted_at is not None:
        record(db, PhotoTakenAway(*_where(photo)), actor_id=person_id)
    remove_photos(db, Photo.id == photo_id)


def remove_photos(db: Session, condition: ColumnElement[bool]) -> None:
    """Every such photo goes, with its bytes; for what is withdrawn. Nobody is told but those who hear of that."""
    for photo in photos_where(db, condition):
        _let_go(db, photo.key)
        db.delete(photo)
    db.flush()


def sweep_key(db: Session, key: str) -> None:
    """A day later: bytes without a photo, and a photo that nobody posted, go."""
    if not number_where(db, (Photo.key == key) & Photo.posted_at.is_not(None)):
        remove_photos(db, Photo.key == key)
        _let_go(db, key)


def _look(photo: Photo, made: Developed) -> None:
    photo.width, photo.height, photo.bytes = made.width, made.height, len(made.files["medium.webp"])


def _let_go(db: Session, key: str) -> None:
    """The bytes are deleted by the worker, once this is committed."""
    record(db, PhotoBytesLeft(key))


def _locked(db: Session, photo_id: int) -> Photo:
    photo = db.get(Photo, photo_id, with_for_update=True, populate_existing=True)
    if photo is None:
        raise Missing
    return photo


def _where(photo: Photo) -> tuple[int | None, int | None, int | None, int | None, int | None]:
    """Board, post, case, comment and word of the city, for a fact."""
    return photo.board_id, photo.observation_id, photo.case_id, photo.comment_id, photo.follow_up_id
