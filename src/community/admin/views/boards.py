"""Boards: the two lines of their signs. Boundaries come by import."""

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.admin.actions import name_board
from community.admin.queries import board_rows
from community.admin.resources import City
from community.answering import refused
from community.db.ids import read_id
from community.errors import Refused
from community.permissions import Permission
from community.prose import clean_line

BOARDS = {
    "route_name": "admin.boards",
    "permission": Permission.BOARD_IMPORT,
    "renderer": "admin/boards.jinja2",
}


@view_config(request_method="GET", **BOARDS)
def boards(context: City, request: Request) -> dict[str, Any]:
    """Every board, and how more come."""
    return _page(request, {})


@view_config(request_method="POST", request_param="do=name", **BOARDS)
def name(context: City, request: Request) -> dict[str, Any] | Response:
    """Change the sign of a board."""
    board_id = read_id(request.POST.get("board", ""))
    lines = [clean_line(str(request.POST.get(field, ""))) for field in ("name", "extent")]
    try:
        name_board(request.db, request.identity.person_id, board_id, *lines)
    except Refused as refusal:
        return _page(request, refused(request, refusal))
    return HTTPSeeOther(request.path + f"#b{board_id}")


def _page(request: Request, errors: Mapping[str, str]) -> dict[str, Any]:
    return {"boards": board_rows(request.reading), "errors": errors, "typed": request.POST}
