"""The map: of the city, of a board, as a picture and as data. GET only; nothing is written here."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.boards.resources import BoardPlace
from community.headers import THEMES
from community.pages.map_ground import read_box
from community.pages.map_page import map_data, map_page
from community.pages.map_pictures import board_picture
from community.permissions import Permission

READ: dict[str, Any] = {"request_method": "GET", "permission": Permission.BOARD_READ}
PICTURE_SECONDS = 600


@view_config(route_name="map", renderer="pages/map.jinja2", **READ)
def city_map(context: Any, request: Request) -> dict[str, Any]:
    """The whole city, or the ground around a point of it."""
    return map_page(request.reading, request.GET, None)


@view_config(route_name="board.map", renderer="pages/map.jinja2", **READ)
def board_map(context: BoardPlace, request: Request) -> dict[str, Any]:
    """A board's ground."""
    return map_page(request.reading, request.GET, context.board)


@view_config(route_name="board.map.picture", **READ)
def picture(context: BoardPlace, request: Request) -> Response:
    """The small map of a board, in one of two themes: the same for everybody, so browsers may keep it a while."""
    theme = request.GET.get("theme", "")
    svg = board_picture(request.reading, context.board, theme if theme in THEMES else THEMES[0])
    response = Response(svg, content_type="image/svg+xml", charset="utf-8")
    response.cache_control.public, response.cache_control.max_age = True, PICTURE_SECONDS
    return response


@view_config(route_name="map.data", **READ)
def data(context: Any, request: Request) -> Response:
    """What lies in a box: marks, and for maps without tiles the streets."""
    zoom = request.GET.get("zoom", "")
    level = int(zoom) if zoom.isascii() and zoom.isdigit() and len(zoom) < 3 else 16
    box = read_box(request.GET.get("box", ""))
    found = map_data(request.reading, box, min(19, max(3, level)), streets="streets" in request.GET)
    return Response(json_body=found, content_type="application/json", charset="utf-8")
