"""The city as a map of its boards: each a link, drawn from its edge."""

from collections.abc import Collection, Sequence

from markupsafe import Markup
from sqlalchemy.orm import Session

from community.boards.queries import BoardName
from community.i18n import counted
from community.pages.map_ground import outlines, view_of_shapes
from community.places.draw_marks import draw_area, draw_names
from community.places.drawing import draw_map
from community.places.rules import METERS_PER_DEGREE

WIDTH, HEIGHT = 360, 340
MOST_BOARDS = 400
MOST_NAMES = 24


def city_picture(db: Session, boards: Sequence[BoardName], own: Collection[int]) -> Markup | None:
    """All ``boards``, the largest below; one's own are filled. None without boards. One small query."""
    edges = outlines(db, boards)[:MOST_BOARDS]
    view = view_of_shapes([edge.shape for edge in edges], WIDTH, HEIGHT)
    if view is None:
        return None
    pixel = view.meters / view.width / METERS_PER_DEGREE
    areas = [draw_area(view, edge.rings(pixel), f"/b/{edge.slug}", edge.name, own=edge.id in own) for edge in edges]
    named = [(edge.shape.representative_point(), edge) for edge in edges[:MOST_NAMES]]
    names = draw_names(view, [(point.y, point.x, edge.name, edge.id in own) for point, edge in named])
    return draw_map(view, counted("Map of {n} board", "Map of {n} boards", len(edges)), *areas, names, within=True)
