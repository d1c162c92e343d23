"""The small maps of pages: where a post is, as far as its reader may know; where the posts behind a case are."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.i18n import _
from community.observations.models import Observation
from community.pages.lines import Seen
from community.places.draw_marks import draw_cell, draw_lit, draw_pin
from community.places.drawing import BlockLine, View, draw_map, draw_streets, view_around
from community.places.ground import blocks_within
from community.places.rules import CELL_METERS, is_point

LEAST_METERS = 460.0
"""Ground on the smallest map: a block and its neighbors."""
SAME_PLACE = 1e-5
"""Degrees, about a meter: the public point of a nameless post is the middle of its block, as it was imported."""


def draw_places(db: Session, places: Iterable[Seen], width: int = 340, height: int = 190) -> Markup | None:
    """A map of the places that have a point: a pin each, or the lit block of a vague one. None without any. One
    query at most."""
    seen = [place for place in places if place.lat is not None and place.lon is not None]
    points = [(place.lat or 0.0, place.lon or 0.0) for place in seen if is_point(place.lat, place.lon)]
    if not points:
        return None
    view = view_around(points, LEAST_METERS, width, height)
    blocks = blocks_within(db, view.box)
    marks = [mark_place(view, place, blocks) for place in seen if is_point(place.lat, place.lon)]
    return draw_map(view, _label(seen), draw_streets(view, blocks), *marks)


def mark_place(view: View, seen: Seen, blocks: Sequence[BlockLine]) -> Markup:
    """A pin on the point; for a vague place its block, lit, or the cell it lies in."""
    lat, lon = seen.lat or 0.0, seen.lon or 0.0
    if not seen.vague:
        return draw_pin(view, lat, lon)
    for block in blocks:
        if abs(block.lat - lat) < SAME_PLACE and abs(block.lon - lon) < SAME_PLACE:
            return draw_lit(view, block.line)
    return draw_cell(view, lat, lon, CELL_METERS)


def places_of(db: Session, ids: Sequence[int]) -> list[Seen]:
    """Where these posts are, as the public may know it; hidden ones are left out. One query, none without ids."""
    if not ids:
        return []
    query = select(Observation.lat, Observation.lon, Observation.place, Observation.nameless)
    shown = query.where(Observation.id.in_(ids), Observation.listed, Observation.hidden_at.is_(None))
    return [Seen(lat, lon, place, vague=nameless) for lat, lon, place, nameless in db.execute(shown)]


def _label(places: Sequence[Seen]) -> str:
    """What the map shows, in words."""
    named = list(dict.fromkeys(place.place for place in places if place.place))
    if not named:
        vague = any(place.vague for place in places)
        return _("Map: about here, the block is marked") if vague else _("Map with a pin")
    return _("Map: {places}").format(places=", ".join(named[:3]))
