"""Following: buttons on the pages of a board, a post and a case, and the page of all one follows."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, page_before, refused
from community.boards.resources import BoardPlace
from community.cases.resources import CasePlace
from community.db.ids import read_id
from community.errors import Refused
from community.i18n import _
from community.notices.actions_following import end_follow, follow_place, set_follow
from community.notices.following import BOARD, CASE, OBSERVATION
from community.notices.following_queries import follows
from community.notices.forms import read_place
from community.notices.screens import follows_screen
from community.observations.resources import ObservationPlace
from community.permissions import Permission
from community.places.queries import find_places

FOLLOWS = {"permission": Permission.FOLLOWS_MANAGE, "renderer": "notices/follows.jinja2"}


@view_config(
    route_name="board.follow",
    request_method="GET",
    permission=Permission.BOARD_FOLLOW,
    renderer="notices/board.jinja2",
)
def board(context: BoardPlace, request: Request) -> dict[str, Any]:
    """Whether one follows this board, what that means, and the button."""
    followed = follows(request.reading, request.identity.person_id, BOARD, context.board.id)
    return {"board": context.board, "followed": followed}


@view_config(route_name="board.follow", request_method="POST", permission=Permission.BOARD_FOLLOW)
def follow_board(context: BoardPlace, request: Request) -> Response:
    """Follow a board, or no longer."""
    return _set(request, BOARD, context.board.id, request.route_path("board.follow", slug=context.board.slug))


@view_config(route_name="observation.follow", request_method="POST", permission=Permission.OBSERVATION_FOLLOW)
def follow_observation(context: ObservationPlace, request: Request) -> Response:
    """Follow a post, or hear no more of it."""
    return _set(request, OBSERVATION, context.observation.id, f"/o/{context.observation.id}")


@view_config(route_name="case.follow", request_method="POST", permission=Permission.CASE_FOLLOW)
def follow_case(context: CasePlace, request: Request) -> Response:
    """Follow a case, or no longer."""
    return _set(request, CASE, context.case.id, f"/case/{context.case.id}")


def _set(request: Request, kind: str, subject_id: int, page: str) -> Response:
    active = request.POST.get("do") != "end"
    set_follow(request.db, request.identity, kind, subject_id, active)
    return answer(request, page_before(request, page), {"follows": active})


@view_config(route_name="me.follows", request_method="GET", **FOLLOWS)
def all_follows(request: Request) -> dict[str, Any]:
    """All one follows."""
    return follows_screen(request.reading, request.identity)


@view_config(route_name="me.follows", request_method="POST", **FOLLOWS)
def place(request: Request) -> dict[str, Any] | Response:
    """Follow a place: an address or a street of the city, and all around it."""
    form = read_place(request.POST)
    found = find_places(request.reading, form.text, 1) if form.text else []
    errors = (
        form.errors if found or form.errors else {"place": _("We do not know that address. Try the street's name.")}
    )
    if errors:
        return follows_screen(request.reading, request.identity, form, refused(request, errors))
    lat, lon = found[0].points[len(found[0].points) // 2]
    try:
        follow_place(request.db, request.identity, found[0].label, lat, lon, form.meters)
    except Refused as refusal:
        return follows_screen(request.reading, request.identity, form, refused(request, refusal))
    return answer(request, request.route_path("me.follows"), {"follows": True})


@view_config(route_name="me.follows.end", request_method="POST", permission=Permission.FOLLOWS_MANAGE)
def end(request: Request) -> Response:
    """Stop following one thing of the list."""
    end_follow(request.db, request.identity, read_id(request.POST.get("id", "")))
    return answer(request, request.route_path("me.follows"), {"follows": False})
