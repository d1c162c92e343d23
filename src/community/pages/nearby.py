"""What neighbors posted near to where somebody stands, across boards. The position comes with the one question and
goes with its answer: not stored, not logged, not repeated on the page, asked of the database only as a box."""

import math
from dataclasses import dataclass
from typing import Any

from pyramid.request import Request
from sqlalchemy.orm import Session

from community.boards.models import Board
from community.boards.queries import BoardName, all_boards, boards_named
from community.i18n import N_, _
from community.pages.board_feed import BoardRow
from community.pages.map_ground import is_near, outlines
from community.pages.map_posts import on_map, points_within
from community.pages.place_search import look_for
from community.places.ground import Box, widened
from community.places.rules import meters_between, read_point

METERS = 800.0
"""How far one looks: ten minutes on foot."""
MOST_LOOKED_AT, MOST_SHOWN = 400, 25
GRID = 0.002
"""Degrees, about 200 m: the edges of the box that is asked for lie on this grid, so no log of queries tells more."""
FOOT = 0.3048
MILE = 1609.344
NOT_HERE = N_("That is no place of this city. Write an address instead.")
NOT_FOUND = N_("We could not find that address. Try just the street.")
NOTHING = N_("Write an address, or let your phone say where you are.")


@dataclass(frozen=True)
class Near:
    """A post, how far it is, and its board."""

    row: BoardRow
    far: str
    board: BoardName | None


def nearby_page(request: Request, board: Board | None) -> dict[str, Any]:
    """The values of ``pages/nearby.jinja2``; for a POST with what is near. Nine queries at most."""
    page: dict[str, Any] = {"board": board, "asked": request.method == "POST", "near": [], "says": "", "around": ""}
    if not page["asked"]:
        return page
    db, params = request.reading, request.POST
    text = params.get("place", "")
    point = read_point(params.get("lat", ""), params.get("lon", ""))
    if point is None and text.strip():
        looked = look_for(db, request.geocoder, text)
        if not looked.places:
            return _refused(request, page, NOT_FOUND)
        point, page["around"] = looked.places[0].points[0], looked.places[0].label
    if point is None:
        return _refused(request, page, NOTHING)
    if not page["around"] and not is_near([edge.shape for edge in outlines(db, all_boards(db))], *point):
        return _refused(request, page, NOT_HERE)
    return {**page, "near": posts_near(db, *point)}


def posts_near(db: Session, lat: float, lon: float) -> list[Near]:
    """The posts near to the point, the nearest first, told by their public places. Three queries."""
    found = points_within(db, _box(lat, lon), MOST_LOOKED_AT)
    ranked = sorted((meters_between(lat, lon, point.lat, point.lon), point.id, point) for point in found)
    close = [(meters, point) for meters, _id, point in ranked if meters <= METERS][:MOST_SHOWN]
    boards = boards_named(db, {point.board_id for _meters, point in close})
    posts = on_map(db, [point for _meters, point in close])
    far = {point.id: far_words(meters) for meters, point in close}
    return [Near(post.row, far[post.row.id], boards.get(post.board_id)) for post in posts]


def far_words(meters: float) -> str:
    """ "About 100 ft", "0.3 mi"."""
    feet = meters / FOOT
    if feet < 950:
        return _("About {feet} ft").format(feet=max(50, round(feet / 50) * 50))
    return _("{miles} mi").format(miles=f"{meters / MILE:.1f}")


def _box(lat: float, lon: float) -> Box:
    """The box around the point, its edges moved out to the grid."""
    south, west, north, east = widened((lat, lon, lat, lon), METERS)
    return (
        math.floor(south / GRID) * GRID, math.floor(west / GRID) * GRID,
        math.ceil(north / GRID) * GRID, math.ceil(east / GRID) * GRID,
    )  # fmt: skip


def _refused(request: Request, page: dict[str, Any], says: str) -> dict[str, Any]:
    request.response.status = 422
    return {**page, "says": _(says)}
