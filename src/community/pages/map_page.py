"""The opened map: drawn by the server with links to move it, and as data for scripts."""

from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from markupsafe import Markup
from sqlalchemy.orm import Session

from community.boards.models import Board
from community.boards.queries import all_boards
from community.errors import Refused
from community.i18n import N_, _, counted
from community.pages.map_ground import (
    NARROWEST,
    NO_PLACE,
    WIDEST,
    Outline,
    is_near,
    outlines,
    read_view,
    view_of_shapes,
    zoom_of,
)
from community.pages.map_posts import LAST_ZOOM, Group, OnMap, Shown, groups_within
from community.places.draw_marks import draw_count, draw_link, draw_pin
from community.places.drawing import Point, View, draw_map, draw_streets
from community.places.ground import Box, blocks_within
from community.places.rules import METERS_PER_DEGREE

WIDTH, HEIGHT = 640, 400
STREETS_SEEN = 6_000.0
"""Meters: on a wider map streets are hairs."""
STEPS = ((N_("North"), 0, 1), (N_("South"), 0, -1), (N_("West"), -1, 0), (N_("East"), 1, 0))
MOST_STREETS = 1_500
"""Blocks one answer tells."""
MOST_OUTLINES = 60
"""Boards whose edges one answer tells."""


def map_page(db: Session, params: Mapping[str, Any], board: Board | None) -> dict[str, Any]:
    """The values of ``pages/map.jinja2``. Seven queries at most. Raises Refused for what is no place of this city."""
    edges = outlines(db, all_boards(db))
    own = [edge for edge in edges if board is not None and edge.id == board.id]
    usual = view_of_shapes([edge.shape for edge in own or edges], WIDTH, HEIGHT)
    view = read_view(params, usual, WIDTH, HEIGHT)
    if not is_near([edge.shape for edge in edges], view.lat, view.lon):
        raise Refused(_(NO_PLACE))
    shown = groups_within(db, view.box, zoom_of(view) if view.meters > NARROWEST else LAST_ZOOM)
    path = f"/b/{board.slug}/map" if board is not None else "/map"
    return {
        "board": board,
        "view": view,
        "zoom": zoom_of(view),
        "map": _drawn(db, view, shown, own or edges, path),
        "shown": shown,
        "posts": [post for group in shown.groups for post in group.posts],
        "moves": _moves(view, path),
    }


def map_data(db: Session, box: Box, zoom: int, *, streets: bool) -> dict[str, Any]:
    """What a script draws of this box. Five queries at most."""
    shown = groups_within(db, box, zoom)
    height = box[2] - box[0]
    seen = [edge for edge in outlines(db, all_boards(db)) if edge.shape.intersects(_square(box))][:MOST_OUTLINES]
    narrow = streets and height * METERS_PER_DEGREE <= STREETS_SEEN
    blocks = blocks_within(db, box, MOST_STREETS) if narrow else []
    return {
        "groups": [_told(group) for group in shown.groups],
        "capped": shown.capped,
        "boards": [
            {"slug": b.slug, "name": b.name, "rings": [_rounded(ring) for ring in b.rings(height / 800)]} for b in seen
        ],
        "streets": [[block.street, _rounded(block.line)] for block in blocks],
    }


def _rounded(line: Sequence[Point]) -> list[list[float]]:
    """To a meter: what a screen shows."""
    return [[round(lat, 5), round(lon, 5)] for lat, lon in line]


def _told(group: Group) -> dict[str, Any]:
    posts = [_post(post) for post in group.posts]
    numbers = {"board": group.on_board, "city": group.at_city, "done": group.called_done}
    return {"at": [group.lat, group.lon], **numbers, "posts": posts}


def _post(post: OnMap) -> dict[str, Any]:
    row = post.row
    return {
        "id": row.id,
        "title": row.title or _("Withdrawn by its author"),
        "place": row.place or row.landmark,
        "key": row.progress.status.key,
        "state": _(row.progress.status.words),
        "votes": row.votes,
        "vague": post.vague,
    }


def _square(box: Box) -> shapely.Geometry:
    south, west, north, east = box
    return shapely.box(west, south, east, north)


def _drawn(db: Session, view: View, shown: Shown, edges: list[Outline], path: str) -> Markup:
    """The map with every mark a link: to a post, nearer to where many are, or to the list when it goes no nearer."""
    blocks = blocks_within(db, view.box) if view.meters <= STREETS_SEEN else []
    square = _square(view.box)
    rings = [ring for edge in edges if edge.shape.intersects(square) for ring in edge.rings(view.meters / 5e7)]
    marks = (_mark(view, group, path) for group in shown.groups)
    label = counted("{n} post on this map.", "{n} posts on this map.", shown.total)
    if shown.told == shown.total:
        label = counted(
            "Map with {n} post. Each is also in the list below.",
            "Map with {n} posts. Each is also in the list below.",
            shown.total,
        )
    return draw_map(view, label, draw_streets(view, blocks, rings), *marks, within=True)


def _mark(view: View, group: Group, path: str) -> Markup:
    if group.size == 1 and group.posts:
        [post] = group.posts
        words = _("{title}, {step}").format(title=post.row.title, step=_(post.row.progress.status.words))
        return draw_link(f"/o/{post.row.id}", words, draw_pin(view, group.lat, group.lon))
    said = [counted("{n} post here", "{n} posts here", group.size)]
    said += [_("{n} at 311").format(n=group.at_city)] if group.at_city else []
    said += [_("City says done: {n}").format(n=group.called_done)] if group.called_done else []
    mark = draw_count(view, group.lat, group.lon, group.size)
    if view.meters <= NARROWEST:
        return draw_link("#mp-list", _("{posts}. See the list.").format(posts=", ".join(said)), mark)
    words = _("{posts}. Look closer.").format(posts=", ".join(said))
    return draw_link(_address(path, group.lat, group.lon, max(NARROWEST, view.meters / 2.5)), words, mark)


def _moves(view: View, path: str) -> list[tuple[str, str]]:
    """Where else one can look from here: words and address."""
    south, west, north, east = view.box
    found = []
    for words, across, up in STEPS:
        lat, lon = view.lat + up * (north - south) * 0.6, view.lon + across * (east - west) * 0.6
        found.append((_(words), _address(path, lat, lon, view.meters)))
    if view.meters > NARROWEST:
        found.append((_("Closer"), _address(path, view.lat, view.lon, max(NARROWEST, view.meters / 2))))
    if view.meters < WIDEST:
        found.append((_("Wider"), _address(path, view.lat, view.lon, min(WIDEST, view.meters * 2))))
    return found


def _address(path: str, lat: float, lon: float, meters: float) -> str:
    return f"{path}?at={lat:.5f},{lon:.5f}&wide={meters:.0f}"
