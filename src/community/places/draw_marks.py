"""What stands on a drawn map: pins, lit blocks, cells, and how many posts are in one place."""

from collections.abc import Sequence

from markupsafe import Markup

from community.places.drawing import STREET_METERS, Point, View
from community.places.lines import path_of

PIN = Markup(
    '<path class="m-pin" d="M0 0s11-10 11-19a11 11 0 0 0-22 0c0 9 11 19 11 19z"/>'
    '<circle class="m-pin-in" cy="-19" r="5"/>'
)


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


def draw_count(view: View, lat: float, lon: float, number: int) -> Markup:
    """So many posts in one place."""
    x, y = view.pixel(lat, lon)
    return Markup(
        '<circle class="m-many" cx="{}" cy="{}" r="15"/><text class="m-n" x="{}" y="{}" dy=".35em">{}</text>'
    ).format(x, y, x, y, number)


def draw_link(address: str, words: str, mark: Markup) -> Markup:
    """A mark that leads somewhere; ``words`` say where."""
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(address, words, mark)
