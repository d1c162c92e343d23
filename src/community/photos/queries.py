"""What is read of photos."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from community.photos.forms import Owner
from community.photos.models import Photo, Upload


def photo_by_key(db: Session, key: str) -> Photo | None:
    """The photo of this name."""
    return db.scalar(select(Photo).where(Photo.key == key))


def upload_by_token(db: Session, token: str) -> Upload | None:
    """The upload of this name, fresh from the database."""
    query = select(Upload).where(Upload.token == token)
    return db.scalar(query, execution_options={"populate_existing": True})


def waiting_photos(db: Session, keys: Sequence[str], owner: Owner) -> list[Photo]:
    """Those of ``keys`` that wait to be posted by ``owner``, in their order. One query, none without keys."""
    found = {photo.key: photo for photo in db.scalars(select(Photo).where(Photo.key.in_(keys)))} if keys else {}
    return [found[key] for key in keys if key in found and waits_for(found[key], owner)]


def waits_for(photo: Photo | Upload, owner: Owner) -> bool:
    """Whether an unposted photo, or one that is still coming in, is this owner's."""
    if isinstance(photo, Photo) and photo.posted_at is not None:
        return False
    if photo.owner_id is not None:
        return photo.owner_id == owner.person_id
    return photo.browser_hash is not None and photo.browser_hash == owner.browser_hash


def of_post(observation_id: int) -> ColumnElement[bool]:
    """The photos of the post itself, not of what is said under it."""
    return (Photo.observation_id == observation_id) & Photo.comment_id.is_(None) & Photo.follow_up_id.is_(None)


def photos_where(db: Session, condition: ColumnElement[bool]) -> list[Photo]:
    """Photos in their order."""
    return list(db.scalars(select(Photo).where(condition).order_by(Photo.position, Photo.id)))


def number_where(db: Session, condition: ColumnElement[bool]) -> int:
    """How many photos there are."""
    return db.scalar(select(func.count()).select_from(Photo).where(condition)) or 0


def locked_photos(db: Session, keys: Collection[str]) -> dict[str, Photo]:
    """These photos by key, locked and fresh."""
    query = select(Photo).where(Photo.key.in_(keys)).order_by(Photo.id).with_for_update()
    return {photo.key: photo for photo in db.scalars(query, execution_options={"populate_existing": True})}
