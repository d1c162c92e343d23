"""What photo URLs point at, and whether it is this browser's to touch."""

from dataclasses import dataclass

from pyramid.request import Request

from community.errors import Missing
from community.permissions import EVERYWHERE, Ground
from community.photos.models import Photo, Upload
from community.photos.queries import photo_by_key, upload_by_token, waits_for
from community.photos.rules import KEY, UPLOAD
from community.photos.taking import owner_of


@dataclass(frozen=True)
class PhotoPlace:
    """A photo as the context of a request."""

    photo: Photo

    @property
    def ground(self) -> Ground:
        """A neighbor's photo stands on its board; the city's own only with its agency: no captain changes it."""
        photo = self.photo
        if photo.agency_id is not None:
            return Ground(agency_ids=frozenset({photo.agency_id}), author_id=photo.owner_id)
        return Ground(board_id=photo.board_id, author_id=photo.owner_id)


@dataclass(frozen=True)
class WaitingPlace:
    """A photo that waits to be posted, and is this browser's."""

    photo: Photo
    ground: Ground = EVERYWHERE


@dataclass(frozen=True)
class UploadPlace:
    """An upload of this browser."""

    upload: Upload
    ground: Ground = EVERYWHERE


def photo_of(request: Request) -> PhotoPlace:
    """The posted photo in the URL. Raises Missing, also for one of a staff note: it is nobody's to change."""
    photo = _named(request)
    if photo.posted_at is None or photo.note_id is not None:
        raise Missing
    return PhotoPlace(photo)


def waiting_of(request: Request) -> WaitingPlace:
    """The unposted photo in the URL. Raises Missing for that of somebody else."""
    photo = _named(request)
    if not waits_for(photo, owner_of(request)):
        raise Missing
    return WaitingPlace(photo)


def upload_of(request: Request) -> UploadPlace:
    """The upload in the URL. Raises Missing when it is over, or somebody else's."""
    token = request.matchdict["token"]
    upload = upload_by_token(request.reading, token) if UPLOAD.fullmatch(token) else None
    if upload is None or not waits_for(upload, owner_of(request)):
        raise Missing
    return UploadPlace(upload)


def _named(request: Request) -> Photo:
    key = request.matchdict["key"]
    photo = photo_by_key(request.reading, key) if KEY.fullmatch(key) else None
    if photo is None:
        raise Missing
    return photo
