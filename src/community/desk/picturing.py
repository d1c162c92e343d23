"""Photos at the desk: those a liaison sends with the city's word, and those of the words behind a case."""

from collections.abc import Collection, Sequence
from typing import Any

from pyramid.request import Request
from sqlalchemy.orm import Session

from community.cases.models import FollowUp
from community.cases.picturing import picture_answer
from community.desk.behind import Behind
from community.desk.case_queries import Reply
from community.desk.event_queries import Event
from community.errors import Refused
from community.i18n import N_, _
from community.pages.photo_lines import Hung, photos_on
from community.people.identity import Identity
from community.photos.developing import FIELD
from community.photos.forms import SentPhotos
from community.photos.queries import waiting_photos
from community.photos.taking import owner_of, photo_values
from community.photos.telling import told

PUBLIC_ONLY = N_("Photos go with a public answer only. Untick them, or publish an answer.")


def add_photos(db: Session, who: Identity, made: Any, sent: SentPhotos) -> None:
    """Attach the photos to what was just done, if it was a public word. Raises Refused for photos with anything
    else: nobody would see them."""
    sent.check()
    if isinstance(made, FollowUp):
        picture_answer(db, who, made, sent)
    elif sent.keys:
        raise Refused(_(PUBLIC_ONLY), FIELD)


def typed_photos(request: Request) -> dict[str, Any]:
    """For a form that is shown again: the photos that wait in it."""
    photos, wrong = photo_values(request)
    return {"photos": photos, "photo_errors": wrong}


def returned_photos(request: Request, keys: Sequence[str]) -> dict[str, Any]:
    """For a form whose words were undone: the photos that came with them. One query, none without photos."""
    waiting = waiting_photos(request.reading, keys, owner_of(request)) if keys else []
    return {"photos": [told(photo) for photo in waiting], "photo_errors": {}}


def photos_behind(db: Session, behind: Sequence[Behind], replies: Sequence[Reply], events: Sequence[Event]) -> Hung:
    """The photos of everything on the page of a case: of the posts, and of what was said. One query, none where there
    can be no photo."""
    posts: Collection[int] = [post.id for post in behind if post.has_photo]
    comments: Collection[int] = [reply.id for reply in replies]
    words: Collection[int] = [event.id for event in events if event.sort == "follow_up"]
    notes: Collection[int] = [event.id for event in events if event.sort == "note"]
    if not (posts or comments or words or notes):
        return Hung()
    return photos_on(db, posts=posts, comments=comments, follow_ups=words, notes=notes)
