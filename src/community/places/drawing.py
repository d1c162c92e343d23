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
PIN = Markup(
    '<path class="m-pin" d="M0 0s11-10 11-19a11 11 0 0 0-22 0c0 9 11 19 11 19z"/>'
    '<circle class="m-pin-in" cy="-19" r="5"/>'
)


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


def draw_streets(view: View, streets: Iterable[BlockLine]) -> Markup:
    """Streets as broad lines, the longest first until the picture is full, and names along the longest."""
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
    return Markup('<path class="m-st" stroke-width="{}" d="{}"/>').format(broad, path) + _names(names)


def draw_outline(view: View, rings: Iterable[Sequence[Point]]) -> Markup:
    """The edge of a board."""
    flat = ([view.pixel(lat, lon) for lat, lon in ring] for ring in rings)
    return Markup('<path class="m-edge" d="{}"/>').format("".join(path_of(ring) + "z" for ring in flat))


def draw_lit(view: View, line: Sequence[Point]) -> Markup:
    """A block that is meant, as a lit piece of street."""
    path = path_of([view.pixel(lat, lon) for lat, lon in line])
    broad = round(max(12, STREET_METERS * view.scale))
    return Markup(
        '<path class="m-hl-edge" stroke-width="{}" d="{}"/><path class="m-hl" stroke-width="{}" d="{}"/>'
    ).format(broad + 3, path, broad, path)


def draw_cell(view: View, lat: float, lon: float, meters: float) -> Markup:
    """A square of ground, where no block is known."""
    x, y = view.pixel(lat, lon)
    side = max(12, round(meters * view.scale))
    return Markup('<rect class="m-cell" x="{}" y="{}" width="{}" height="{}"/>').format(
        x - side // 2, y - side // 2, side, side
    )


def draw_pin(view: View, lat: float, lon: float, *, size: float = 1) -> Markup:
    """A pin whose tip stands on the point."""
    x, y = view.pixel(lat, lon)
    scale = "" if size == 1 else f" scale({size:g})"
    return Markup('<g transform="translate({} {}){}">{}</g>').format(x, y, scale, PIN)


def draw_map(view: View, label: str, *parts: Markup) -> Markup:
    """The whole picture; ``label`` says what a person who does not see it would want to know."""
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}"><rect class="m-bg" width="{}" height="{}"/>{}</svg>'
    ).format(view.width, view.height, label, view.width, view.height, Markup("").join(parts))


def _names(lines: Iterable[tuple[str, list[Pixel]]]) -> Markup:
    """Each name once, along the longest leg of its longest piece, where it fits and touches no other."""
    placed: list[tuple[float, float, float]] = []
    words = []
    for name, line in lines:
        (x1, y1), (x2, y2) = max(pairwise(line), key=lambda leg: math.dist(*leg))
        broad = len(name) * LETTER_PX
        x, y = (x1 + x2) / 2, (y1 + y2) / 2
        near = any(math.hypot(x - ox, y - oy) < (broad + other) / 2 for ox, oy, other in placed)
        if math.dist((x1, y1), (x2, y2)) < broad or near or len(placed) == MOST_NAMES:
            continue
        angle = round(math.degrees(math.atan2(y2 - y1, x2 - x1)) + 90) % 180 - 90
        turn = f" rotate({angle})" if angle else ""
        place = f"translate({x:.0f} {y:.0f}){turn}"
        words.append(Markup('<text class="m-t" transform="{}" dy=".35em">{}</text>').format(place, name))
        placed.append((x, y, broad))
    return Markup("").join(words)
