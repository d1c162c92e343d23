"""HTTP in; the walk, or the way back to it, out."""

from dataclasses import replace
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, refused, wants_json
from community.boards.resources import BoardPlace
from community.errors import Refused
from community.i18n import _
from community.lateness import made_at
from community.observations.actions import post_observation
from community.observations.forms import ObservationForm, typed
from community.observations.models import Observation
from community.observations.picturing import picture_observation
from community.observations.rules import PlaceQuestion
from community.permissions import Permission
from community.photos.taking import photos_sent
from community.walks.page import kept_page, read_note, walk_page

WALK = {"route_name": "board.walk", "permission": Permission.BOARD_WALK, "renderer": "walks/walk.jinja2"}


@view_config(request_method="GET", **WALK)
def walk(context: BoardPlace, request: Request) -> dict[str, Any]:
    """The form, the roll-call and what was noted today."""
    return walk_page(request, context.board, typed({}), {})


@view_config(
    route_name="board.walk.kept",
    request_method="GET",
    permission=Permission.BOARD_READ,
    renderer="walks/walk.jinja2",
)
def kept(context: BoardPlace, request: Request) -> dict[str, Any]:
    """What the service worker fetches without cookies and shows when the signal is gone: public words alone. Whoever
    fills it in still needs to be somebody who may post."""
    return kept_page(request, context.board, typed({}))


@view_config(request_method="POST", **WALK)
def note(context: BoardPlace, request: Request) -> dict[str, Any] | Response:
    """Put it on the board, and come back for the next one; or the form again, with what is wrong."""
    photos, form = photos_sent(request), read_note(request)
    try:
        made = _post(request, context.board.id, form)
        picture_observation(request.db, request.identity, made, photos)
    except Refused as refusal:
        if wants_json(request):
            raise
        return walk_page(request, context.board, _again(form, refusal), refused(request, form.errors or refusal))
    page = request.route_path("board.walk", slug=context.board.slug)
    return answer(request, f"{page}#walked", {"observation_id": made.id})


def _post(request: Request, board_id: int, form: ObservationForm) -> Observation:
    """Raises Refused."""
    for field, message in form.errors.items():
        raise Refused(message, field)
    if form.words is None:
        raise Refused(_("Some of it needs another look."))
    words = replace(form.words, made_at=made_at(request), chosen=True)
    return post_observation(request.db, request.identity, board_id, words, request.knobs)


def _again(form: ObservationForm, refusal: Refused) -> dict[str, Any]:
    """The form as typed; a point that is not on this board is left out, since no field shows it."""
    point = {"lat": "", "lon": ""} if isinstance(refusal, PlaceQuestion) else {}
    return form.values | point
