"""A photo is shown; its author describes it or takes it away; a face or a plate on it is covered."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, page_before, refused, wants_json
from community.errors import Refused
from community.i18n import _
from community.observations.picturing import follow_photo, lock_post_of
from community.pages.photo_page import ShownPhoto, picture
from community.permissions import Permission
from community.photos import covering, rules
from community.photos.actions import cover_photo, describe_photo, take_away_photo
from community.photos.forms import read_alt
from community.photos.models import Photo
from community.photos.resources import PhotoPlace
from community.photos.taking import covered
from community.photos.telling import told

COVER = {"route_name": "photo.cover", "permission": Permission.PHOTO_COVER, "renderer": "photos/cover.jinja2"}


@view_config(route_name="photo", request_method="GET", permission=Permission.PHOTO_READ)
def show(context: ShownPhoto, request: Request) -> Response:
    """One size of it, in WebP or JPEG."""
    return picture(request, context)


@view_config(request_method="GET", **COVER)
def cover_form(context: PhotoPlace, request: Request) -> dict[str, Any]:
    """The photo, to draw boxes on."""
    return _cover_page(request, context.photo, request.GET, {})


@view_config(request_method="POST", **COVER)
def cover(context: PhotoPlace, request: Request) -> dict[str, Any] | Response:
    """Paint over the boxes: the photo has another address after that, and the old bytes go."""
    photo = context.photo
    boxes = rules.read_boxes([text for text in request.POST.getall("box") if text])
    if boxes is None:
        if wants_json(request):
            raise Refused(_(rules.NOT_A_BOX), "box")
        return _cover_page(request, photo, request.POST, refused(request, {"box": _(rules.NOT_A_BOX)}))
    key, made = covered(request, photo, boxes)
    lock_post_of(request.db, photo)
    changed = cover_photo(request.db, photo.id, photo.key, key, made, person_id=request.identity.person_id)
    follow_photo(request.db, changed)
    return answer(request, _page_of(request, changed), {"photo": told(changed)})


@view_config(route_name="photo.describe", request_method="POST", permission=Permission.PHOTO_DESCRIBE)
def describe(context: PhotoPlace, request: Request) -> Response:
    """Say what it shows."""
    lock_post_of(request.db, context.photo)
    person_id = request.identity.person_id
    photo = describe_photo(request.db, context.photo.id, read_alt(request.POST), person_id=person_id)
    return answer(request, _page_of(request, photo), {"photo": told(photo)})


@view_config(route_name="photo.take_away", request_method="POST", permission=Permission.PHOTO_TAKE_AWAY)
def take_away(context: PhotoPlace, request: Request) -> Response:
    """It is gone, with its bytes."""
    lock_post_of(request.db, context.photo)
    take_away_photo(request.db, context.photo.id, person_id=request.identity.person_id)
    follow_photo(request.db, context.photo)
    return answer(request, _page_of(request, context.photo), {})


def _cover_page(request: Request, photo: Photo, params: Any, errors: dict[str, str]) -> dict[str, Any]:
    page = covering.page_of(params, photo.width, photo.height)
    return {**page, "photo": photo, "errors": errors, "back": _page_of(request, photo), "along": None}


def _page_of(request: Request, photo: Photo) -> str:
    """Where it is seen: as the form says, else in its thread or on the page of its case."""
    if photo.observation_id is None:
        return page_before(request, f"/case/{photo.case_id}#f{photo.follow_up_id}")
    anchor = f"#c{photo.comment_id}" if photo.comment_id else f"#f{photo.follow_up_id}" if photo.follow_up_id else ""
    return page_before(request, f"/o/{photo.observation_id}") + (anchor or f"#o{photo.observation_id}")
