"""Small maps as SVG, drawn from streets and outlines: no tiles, no styles, only classes (static/css/map.css).

A ``View`` is a piece of ground and the picture it is drawn on; everything is rounded to whole pixels, so that a map
is 0.5 to 2 KB compressed. The same view turns a tap on the picture back into a point of the ground.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from community.places.lines import Pixel, length, lines_on_picture, path_of
from community.places.rules import LARGEST_LATITUDE, METERS_PER_DEGREE, meters_per_degree_of_longitude

Point = tuple[float, float]
"""Latitude, longitude."""
MOST_POINTS = 420
"""Of all streets of one picture: about 2 KB compressed. The longest streets are drawn first."""
MOST_NAMES = 7
STREET_METERS = 15.0
LETTER_PX = 6.2
"""About the width of a letter of a street's name, 11 px high."""


@dataclass(frozen=True)
class BlockLine:
    """A block to draw: what people call it, its street, its middle, its line as latitudes and longitudes."""

    id: int
    label: str
    street: str
    lat: float
    lon: float
    line: tuple[Point, ...]


@dataclass(frozen=True)
class View:
    """``meters`` of ground from the left edge to the right, around a middle, on ``width`` × ``height`` pixels."""

    lat: float
    lon: float
    meters: float
    width: int = 340
    height: int = 190

    @property
    def scale(self) -> float:
        """Pixels for a meter."""
        return self.width / self.meters

    @property
    def box(self) -> tuple[float, float, float, float]:
        """South, west, north, east."""
        up = self.meters * self.height / self.width / 2 / METERS_PER_DEGREE
        across = self.meters / 2 / meters_per_degree_of_longitude(self.lat)
        return self.lat - up, self.lon - across, self.lat + up, self.lon + across

    def pixel(self, lat: float, lon: float) -> tuple[int, int]:
        """Where the point lies on the picture."""
        x = self.width / 2 + (lon - self.lon) * meters_per_degree_of_longitude(self.lat) * self.scale
        y = self.height / 2 - (lat - self.lat) * METERS_PER_DEGREE * self.scale
        return round(x), round(y)

    def point(self, x: float, y: float) -> Point:
        """What lies under a pixel."""
        lon = self.lon + (x - self.width / 2) / self.scale / meters_per_degree_of_longitude(self.lat)
        lat = self.lat - (y - self.height / 2) / self.scale / METERS_PER_DEGREE
        return round(lat, 6), round(lon, 6)

    def holds(self, lat: float, lon: float) -> bool:
        """Whether the point lies on the picture."""
        south, west, north, east = self.box
        return south <= lat <= north and west <= lon <= east


def view_around(points: Sequence[Point], least: float, width: int = 340, height: int = 190) -> View:
    """The view that holds all points with some air around them, at least ``least`` meters wide."""
    lats, lons = [lat for lat, _lon in points], [lon for _lat, lon in points]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    lat = max(-LARGEST_LATITUDE, min(LARGEST_LATITUDE, lat))
    across = (max(lons) - min(lons)) * meters_per_degree_of_longitude(lat)
    up = (max(lats) - min(lats)) * METERS_PER_DEGREE
    return View(lat, lon, max(least, across * 1.15, up * 1.25 * width / height), width, height)


def draw_streets(view: View, streets: Iterable[BlockLine], edges: Iterable[Sequence[Point]] = ()) -> Markup:
    """Streets as broad lines, the longest first until the picture is full, and names along the longest. ``edges`` are
    those of a board, which often follow a street: the names stand on them."""
    by_name: dict[str, list[list[Pixel]]] = {}
    for street in streets:
        by_name.setdefault(street.street, []).append([view.pixel(lat, lon) for lat, lon in street.line])
    seen = {name: lines_on_picture(lines, view.width, view.height) for name, lines in by_name.items()}
    ranked = sorted(seen.items(), key=lambda item: (-sum(map(length, item[1])), item[0]))
    drawn: list[list[Pixel]] = []
    names: list[tuple[str, list[Pixel]]] = []
    for name, lines in ranked:
        if not lines or sum(map(len, drawn)) + sum(map(len, lines)) > MOST_POINTS:
            break
        drawn += lines
        names.append((name, max(lines, key=length)))
    broad = f"{max(1.5, min(STREET_METERS * view.scale, 16)):.1f}".removesuffix(".0")
    path = "".join(map(path_of, drawn))
    return (
        Markup('<path class="m-st" stroke-width="{}" d="{}"/>').format(broad, path)
        + _outline(view, edges)
        + _names(view, names)
    )


def _outline(view: View, rings: Iterable[Sequence[Point]]) -> Markup:
    path = "".join(path_of([view.pixel(lat, lon) for lat, lon in ring]) + "z" for ring in rings)
    return Markup('<path class="m-edge" d="{}"/>').format(path) if path else Markup("")


def draw_map(view: View, label: str, *parts: Markup, within: bool = False) -> Markup:
    """The whole picture; ``label`` says what a person who does not see it would want to know. ``within``: the
    parts are links, so they are not hidden behind one picture."""
    return Markup(
        '<svg viewBox="0 0 {} {}" role="{}" aria-label="{}"><rect class="m-bg" width="{}" height="{}"/>{}</svg>'
    ).format(
        view.width, view.height, "group" if within else "img", label, view.width, view.height, Markup("").join(parts)
    )


def _names(view: View, lines: Iterable[tuple[str, list[Pixel]]]) -> Markup:
    """Each name once, along the longest leg of its longest piece, where it fits, whole, and touches no other."""
    placed: list[tuple[float, float, float]] = []
    words = []
    for name, line in lines:
        (x1, y1), (x2, y2) = max(pairwise(line), key=lambda leg: math.dist(*leg))
        broad = len(name) * LETTER_PX
        x, y = (x1 + x2) / 2, (y1 + y2) / 2
        near = any(math.hypot(x - ox, y - oy) < (broad + other) / 2 for ox, oy, other in placed)
        if math.dist((x1, y1), (x2, y2)) < broad or near or len(placed) == MOST_NAMES:
            continue
        along, across = math.atan2(y2 - y1, x2 - x1), LETTER_PX
        tall = abs(math.sin(along)) * broad / 2 + abs(math.cos(along)) * across
        wide = abs(math.cos(along)) * broad / 2 + abs(math.sin(along)) * across
        if not (wide <= x <= view.width - wide and tall <= y <= view.height - tall):
            continue
        angle = round(math.degrees(along) + 90) % 180 - 90
        turn = f" rotate({angle})" if angle else ""
        place = f"translate({x:.0f} {y:.0f}){turn}"
        words.append(Markup('<text class="m-t" transform="{}" dy=".35em">{}</text>').format(place, name))
        placed.append((x, y, broad))
    return Markup("").join(words)
