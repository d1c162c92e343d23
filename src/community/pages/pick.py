"""Putting the pin of a post on a map, without scripts: a tap sends x and y, the server draws the map anew; buttons
do the same by keyboard. Everything else that was typed stays as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import shapely
from markupsafe import Markup
from pyramid.request import Request
from sqlalchemy.orm import Session

from community.boards.models import Board
from community.i18n import _
from community.pages.map_ground import is_near, rings_of, shape_of, view_of_shapes, zoom_of
from community.pages.place_search import look_for
from community.places.crossings import FoundPlace
from community.places.draw_marks import draw_pin
from community.places.drawing import View, draw_map, draw_streets
from community.places.ground import blocks_within
from community.places.queries import nearest_block
from community.places.rules import is_point, read_point

WIDTH, HEIGHT = 360, 230
DRAWN_WIDTHS = (280, 320, 352, 480)
"""Pixels the picture is wide on a page, by the width of the window (static/css/pick.css): a tap is counted in them."""
NEAR, WIDEST = 340.0, 4_000.0
MOVES = {"north": (0, 1), "south": (0, -1), "west": (-1, 0), "east": (1, 0)}
HERE = "here"
"""What a script says when it has put the point itself: where the phone is."""
STEP = 1 / 16
"""Of the picture's width that a button moves the pin."""


@dataclass(frozen=True)
class Pick:
    """The map of the form. ``values`` are the typed ones with the pin; ``says`` what came of what was pressed;
    ``choices`` addresses to choose from."""

    values: dict[str, Any]
    view: View | None
    says: str = ""
    choices: list[FoundPlace] = field(default_factory=list)
    map: Markup | None = None
    widths: tuple[int, ...] = DRAWN_WIDTHS

    @property
    def zoom(self) -> int:
        """Of a moving map that shows about as much; 0 without a view."""
        return zoom_of(self.view) if self.view else 0


def pick_of(db: Session, board: Board, values: dict[str, Any], params: Mapping[str, Any]) -> Pick:
    """The map as the form first shows it: around the pin if there is one, else the ground of the board."""
    shape = shape_of(db, board.id)
    return _drawn(db, shape, _start(shape, values, params))


def press(request: Request, board: Board, values: dict[str, Any]) -> Pick:
    """What pressing the map or one of its buttons does."""
    db, params = request.reading, request.POST
    shape = shape_of(db, board.id)
    start = _start(shape, values, params)
    if "pin.x" in params:
        picked = _tapped(db, start, params, request.GET.get("drawn", ""))
    elif params.get("pin_do") == "find" or "pin_as" in params:
        picked = _found(request, start, str(params.get("pin_as") or values["place"]))
    else:
        picked = _moved(db, start, str(params.get("pin_do", "")))
    return _drawn(db, shape, picked)


def _start(shape: shapely.Geometry | None, values: dict[str, Any], params: Mapping[str, Any]) -> Pick:
    """What the map shows before anything is pressed; nothing is drawn yet."""
    point = read_point(values["lat"], values["lon"])
    view = _view_in(params) or (View(*point, NEAR, WIDTH, HEIGHT) if point else _whole(shape))
    if view is not None and point is not None and not view.holds(*point):
        view = View(*point, NEAR, WIDTH, HEIGHT)
    return Pick(values, view if _is_here(shape, view) else None)


def _tapped(db: Session, start: Pick, params: Mapping[str, Any], drawn: str) -> Pick:
    """The pin goes where the picture was tapped. 0, 0 is what the keyboard sends: nothing was tapped."""
    x, y = _number(params.get("pin.x")), _number(params.get("pin.y"))
    if start.view is None or x is None or y is None or (x, y) == (0, 0):
        return replace(start, says=_("Tap the map where it is, or use the buttons below it."))
    wide = int(drawn) if drawn.isascii() and drawn.isdigit() and int(drawn) in DRAWN_WIDTHS else WIDTH
    scale = WIDTH / wide
    return _pinned(db, start, *start.view.point(min(x * scale, WIDTH), min(y * scale, HEIGHT)))


def _moved(db: Session, start: Pick, do: str) -> Pick:
    """The pin a step further, or the picture nearer or wider, or no pin at all."""
    view, point = start.view, read_point(start.values["lat"], start.values["lon"])
    if view is None:
        return start
    if do == "clear":
        return replace(start, values={**start.values, "lat": "", "lon": ""}, says=_("There is no pin now."))
    if do == HERE:
        return _pinned(db, start, *point) if point else start
    if do in ("closer", "wider"):
        meters = min(WIDEST, max(NEAR / 2, view.meters * (0.5 if do == "closer" else 2)))
        return replace(start, view=replace(view, meters=meters))
    if do not in MOVES:
        return start
    across, up = MOVES[do]
    x, y = view.pixel(*point or (view.lat, view.lon))
    return _pinned(db, start, *view.point(x + across * STEP * WIDTH, y - up * STEP * WIDTH))


def _found(request: Request, start: Pick, text: str) -> Pick:
    """The pin goes to the address that was typed, or there is a choice, or words that say what to do."""
    if not text.strip():
        return replace(start, says=_("Write an address or a street first."))
    looked = look_for(request.reading, request.geocoder, text)
    if not looked.places:
        return replace(
            start, says=_("We could not find “{text}”. Try just the street, or tap the map.").format(text=text)
        )
    [first, *others] = looked.places
    plain = "pin_as" in request.POST or (first.kind == "address" and all(other.kind != "address" for other in others))
    if looked.alike or (others and not plain):
        meant = _("We found no “{text}”. Did you mean one of these?").format(text=text)
        said = meant if looked.alike else _("Which one is it?")
        return replace(start, says=said, choices=looked.places)
    place = {} if first.kind == "outside" else {"place": first.label}
    if first.kind == "street":
        lat, lon = first.points[len(first.points) // 2]
        values = {**start.values, **place}
        return replace(
            start,
            values=values,
            view=View(lat, lon, NEAR * 3, WIDTH, HEIGHT),
            says=_("This is {place}. Tap where it is.").format(place=first.label),
        )
    picked = _pinned(request.reading, replace(start, values={**start.values, **place}), *first.points[0])
    return replace(picked, says=_("The pin is at {place}.").format(place=first.label))


def _pinned(db: Session, start: Pick, lat: float, lon: float) -> Pick:
    """The pin at the point, the picture near enough to see the houses; the block is written where an address is
    missing, or is only that of the pin before."""
    view = start.view
    if not is_point(lat, lon) or view is None:
        return replace(start, says=_("That is no place we can use. Write an address or a landmark instead."))
    values = {**start.values, "lat": f"{lat:.6f}", "lon": f"{lon:.6f}"}
    block = nearest_block(db, lat, lon)
    if block is not None and (not values["place"] or values["place"] == _block_before(db, start.values)):
        values["place"] = block.label
    meters = view.meters if view.meters <= 2 * NEAR else max(NEAR, view.meters / 3)
    if meters != view.meters or not view.holds(lat, lon):
        view = View(lat, lon, meters, WIDTH, HEIGHT)
    near = _("The pin is here: {block}.").format(block=block.label) if block else _("The pin is set.")
    return replace(start, values=values, view=view, says=near)


def _block_before(db: Session, values: Mapping[str, Any]) -> str | None:
    """What the pin before this one has written into the address."""
    point = read_point(values["lat"], values["lon"])
    block = nearest_block(db, *point) if point else None
    return block.label if block else None


def _is_here(shape: shapely.Geometry | None, view: View | None) -> bool:
    """Whether the view is near the board: elsewhere there is no map to pick on."""
    return shape is not None and view is not None and is_near([shape], view.lat, view.lon)


def _drawn(db: Session, shape: shapely.Geometry | None, pick: Pick) -> Pick:
    view = pick.view
    if view is None or not _is_here(shape, view):
        return replace(pick, view=None, map=None)
    point = read_point(pick.values["lat"], pick.values["lon"])
    parts = [draw_streets(view, blocks_within(db, view.box), rings_of(shape))]
    pin = [draw_pin(view, *point, size=1.25)] if point and view.holds(*point) else []
    return replace(pick, map=draw_map(view, _("Map for picking the spot"), *parts, *pin))


def _whole(shape: shapely.Geometry | None) -> View | None:
    view = view_of_shapes([shape] if shape is not None else [], WIDTH, HEIGHT)
    return replace(view, meters=min(view.meters, WIDEST)) if view else None


def _view_in(params: Mapping[str, Any]) -> View | None:
    """The picture as the page showed it: "lat,lon,meters"."""
    lat, lon, meters = [*str(params.get("view", "")).split(","), "", "", ""][:3]
    point, wide = read_point(lat, lon), _number(meters)
    return View(*point, float(wide), WIDTH, HEIGHT) if point and wide and NEAR / 2 <= wide <= WIDEST else None


def _number(text: Any) -> int | None:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 7 else None
