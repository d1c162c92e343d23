"""One size of a photo, if it may be shown right now. Every request asks: the photo, what it hangs on, and for what is
not public who is asking. One query; where it matters, one more for the sign-in and one for the case of a staff note."""

import hashlib
from dataclasses import dataclass
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from sqlalchemy import select

from community.cases.models import Case
from community.cases.rules import ground_of
from community.comments.models import Comment
from community.errors import Missing
from community.observations.models import Observation
from community.permissions import EVERYWHERE, Ground, Permission, permits
from community.photos import rules
from community.photos.models import Photo
from community.photos.queries import waits_for
from community.photos.resources import PhotoPlace
from community.photos.taking import owner_of

YEAR = 365 * 86400
PUBLIC = f"private, max-age={YEAR}, immutable"
"""Behind one address there are never other bytes, so a phone fetches them once. ``private``: no cache on the way keeps
them, so that every other phone comes to us, and is asked for."""
WITHIN = "private, no-store"
SEEN = (
    select(Photo, Observation.listed, Observation.hidden_at, Comment.withdrawn_at, Comment.hidden_at)
    .outerjoin(Observation, Observation.id == Photo.observation_id)
    .outerjoin(Comment, Comment.id == Photo.comment_id)
)


@dataclass(frozen=True)
class ShownPhoto:
    """A photo this person may see in this size. ``public``: everybody may."""

    photo: Photo
    size: str
    public: bool
    ground: Ground = EVERYWHERE


def shown_photo_of(request: Request) -> ShownPhoto:
    """The photo and the size in the URL. Raises Missing for what this person may not see (any more)."""
    key, size = request.matchdict["key"], request.matchdict["size"]
    if size not in rules.SIZES or not rules.KEY.fullmatch(key):
        raise Missing
    row = request.reading.execute(SEEN.where(Photo.key == key)).first()
    if row is None:
        raise Missing
    photo, public = row[0], _is_public(*row)
    if not public and not _may_see_within(request, photo, gone=row.listed is False or row[3] is not None):
        raise Missing
    return ShownPhoto(photo, size, public)


def _is_public(photo: Photo, listed: bool | None, hidden_at: Any, taken_back_at: Any, comment_hidden_at: Any) -> bool:
    """Whether everybody may see it: posted, and neither it nor what it hangs on is hidden or taken back. A hidden post
    hides neither its comments nor the city's words. What came with a staff note is for the desk."""
    if photo.posted_at is None or photo.note_id is not None or listed is False:
        return False
    if photo.follow_up_id is not None:
        return True
    if photo.comment_id is not None:
        return taken_back_at is None and comment_hidden_at is None
    return hidden_at is None


def _may_see_within(request: Request, photo: Photo, *, gone: bool) -> bool:
    """Who may see what is not public: who brought an unposted photo; of a staff note, who reads the case from the
    inside; of a hidden one, who may read hidden words."""
    if photo.posted_at is None:
        return waits_for(photo, owner_of(request))
    if photo.note_id is not None:
        ground = ground_of(request.reading.get_one(Case, photo.case_id))
        return permits(request.identity, Permission.CASE_READ_INSIDE, ground)
    return not gone and permits(request.identity, Permission.OBSERVATION_READ_HIDDEN, PhotoPlace(photo).ground)


def picture(request: Request, shown: ShownPhoto) -> Response:
    """The bytes, in the format the browser prefers; 304 when it has them. Raises Missing, StoreAway."""
    form = rules.format_for(request.headers.get("Accept", ""))
    key, size = shown.photo.key, shown.size
    etag = hashlib.sha256(f"{key}/{size}.{form}".encode()).hexdigest()[:20]
    request.reading.close()  # the store may be far away, and others wait for a connection
    response = Response(content_type=rules.FORMATS[form], charset=None)
    response.headers["Cache-Control"] = PUBLIC if shown.public else WITHIN
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.vary, response.etag = ["Accept"], etag
    if etag in request.if_none_match:
        response.status_int, response.content_type = 304, None
        return response
    data = request.registry.photo_store.read(rules.file_of(key, size, form))
    if data is None:
        raise Missing
    response.body = data
    return response
