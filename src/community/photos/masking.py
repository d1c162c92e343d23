"""Covering a part of a photo that is not posted yet, without scripts. The form it waits in goes along: as one text
while boxes are drawn, as the fields it had when it goes back. Nothing typed is lost, and nothing is kept here."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from pyramid.request import Request

from community.answering import LOCAL
from community.errors import Missing, Refused
from community.i18n import _
from community.people.doors import own_transaction
from community.photos import rules
from community.photos.actions import cover_photo
from community.photos.forms import PROBLEM
from community.photos.models import Photo
from community.photos.queries import waiting_photos
from community.photos.taking import covered, owner_of, photos_sent

FORM, WAY_BACK, COVERED = "form", "form_at", "cover"
OURS = {FORM, WAY_BACK, COVERED, "box", "photo_do", "csrf_token"}
MOST_FIELDS = 200


def form_along(request: Request) -> tuple[list[tuple[str, str]], str]:
    """The fields of the form the photo waits in, files among them taken in first, and where that form is posted to.
    Raises Missing where no form of ours can be meant."""
    way_back = request.POST.get(WAY_BACK)
    if not isinstance(way_back, str) or not LOCAL.fullmatch(way_back):
        raise Missing
    if FORM not in request.POST:
        photos_sent(request)
        return _texts(request.POST.items()), way_back
    try:
        pairs = parse_qsl(str(request.POST[FORM]), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as problem:
        raise Missing from problem
    return _texts(pairs), way_back


def as_text(fields: list[tuple[str, str]]) -> str:
    """The fields as one, for the pages on which boxes are drawn."""
    return urlencode(fields)


def cover_sent(request: Request) -> None:
    """Paint over the boxes that came back with the form; its photo has another key from then on. What cannot be done
    stands in the form as what is wrong with its photos. Call it before ``request.db`` is opened."""
    key = request.POST.get(COVERED)
    try:
        _rename(request, str(key), _cover(request, str(key)).key)
    except Refused as refusal:
        request.POST.add(PROBLEM, refusal.message)
        request.response.status = refusal.status
    request.reading.rollback()  # the photo that is there now is not in the picture this request began with


def _cover(request: Request, key: str) -> Photo:
    """Raises Refused."""
    boxes = rules.read_boxes([text for text in request.POST.getall("box") if isinstance(text, str)])
    found = waiting_photos(request.reading, [key], owner_of(request)) if rules.KEY.fullmatch(key) else []
    if not found:
        raise Refused(_(rules.GONE))
    if boxes is None:
        raise Refused(_(rules.NOT_A_BOX))
    (photo,) = found
    new, made = covered(request, photo, boxes)
    try:
        with own_transaction(request) as db:
            return cover_photo(db, photo.id, key, new, made, person_id=photo.owner_id)
    except Missing as problem:
        raise Refused(_(rules.GONE)) from problem


def _rename(request: Request, old: str, new: str) -> None:
    """Let the form mean the covered photo."""
    fields = list(request.POST.items())
    request.POST.clear()
    for name, value in fields:
        request.POST.add(
            f"alt.{new}" if name == f"alt.{old}" else name, new if (name, value) == ("photo", old) else value
        )


def _texts(pairs: Any) -> list[tuple[str, str]]:
    """What was typed and chosen, without what belongs to the drawing."""
    return [(name, value) for name, value in pairs if isinstance(value, str) and name not in OURS]
