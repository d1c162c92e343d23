"""What is done to a photo before it is posted, by whoever brought it. Posted photos: ``pages.photo_views``."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, page_before
from community.errors import Refused
from community.i18n import _
from community.permissions import Permission
from community.photos import covering, rules
from community.photos.actions import cover_photo, describe_photo, take_away_photo
from community.photos.forms import read_alt
from community.photos.masking import as_text, form_along
from community.photos.resources import WaitingPlace
from community.photos.taking import covered
from community.photos.telling import told


@view_config(route_name="photo.waiting.cover", request_method="POST", permission=Permission.PHOTO_ADD)
def cover(context: WaitingPlace, request: Request) -> Response:
    """Paint over boxes. The photo has another address after that."""
    photo, boxes = context.photo, rules.read_boxes(request.POST.getall("box"))
    if boxes is None:
        raise Refused(_(rules.NOT_A_BOX), "box")
    key, made = covered(request, photo, boxes)
    changed = cover_photo(request.db, photo.id, photo.key, key, made, person_id=photo.owner_id)
    return answer(request, page_before(request, "/"), {"photo": told(changed)})


@view_config(
    route_name="photo.waiting.draw",
    request_method="POST",
    permission=Permission.PHOTO_ADD,
    renderer="photos/cover.jinja2",
)
def draw(context: WaitingPlace, request: Request) -> dict[str, Any]:
    """The photo, to draw boxes on, without scripts; the form it waits in goes along and is sent from there."""
    photo = context.photo
    fields, way_back = form_along(request)
    page = covering.page_of(request.POST, photo.width, photo.height)
    along = {"fields": fields, "text": as_text(fields)}
    return {**page, "photo": photo, "errors": {}, "back": way_back, "along": along}


@view_config(route_name="photo.waiting.describe", request_method="POST", permission=Permission.PHOTO_ADD)
def describe(context: WaitingPlace, request: Request) -> Response:
    """Say what it shows."""
    photo = describe_photo(request.db, context.photo.id, read_alt(request.POST), person_id=context.photo.owner_id)
    return answer(request, page_before(request, "/"), {"photo": told(photo)})


@view_config(route_name="photo.waiting.take_away", request_method="POST", permission=Permission.PHOTO_ADD)
def take_away(context: WaitingPlace, request: Request) -> Response:
    """It will not be posted."""
    take_away_photo(request.db, context.photo.id, person_id=context.photo.owner_id)
    return answer(request, page_before(request, "/"), {})
