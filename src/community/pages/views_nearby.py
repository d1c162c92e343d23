"""Nearby: what is around where somebody stands. The position travels in the body of a POST and nowhere else."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from community.boards.resources import BoardPlace
from community.pages.nearby import nearby_page
from community.permissions import Permission

HERE: dict[str, Any] = {
    "request_method": ("GET", "POST"),
    "permission": Permission.BOARD_READ,
    "renderer": "pages/nearby.jinja2",
}


@view_config(route_name="nearby", **HERE)
def nearby(context: Any, request: Request) -> dict[str, Any]:
    """Across the city; nothing is written, also not by the POST."""
    return nearby_page(request, None)


@view_config(route_name="board.nearby", **HERE)
def board_nearby(context: BoardPlace, request: Request) -> dict[str, Any]:
    """The same, as a tab of a board."""
    return nearby_page(request, context.board)
