"""What stands on a drawn map: pins, lit blocks, cells, and how many posts are in one place."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from community.places.drawing import LETTER_PX, STREET_METERS, Point, View
from community.places.lines import path_of

NAME_PX = 14
"""Height of a name."""
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


def draw_area(view: View, rings: Iterable[Sequence[Point]], address: str, words: str, *, own: bool) -> Markup:
    """A piece of ground that leads somewhere."""
    flat = ([view.pixel(lat, lon) for lat, lon in ring] for ring in rings)
    path = "".join(path_of(ring) + "z" for ring in flat)
    kind = Markup('class="m-own"') if own else Markup('class="m-board"')
    return draw_link(address, words, Markup('<path {} d="{}"/>').format(kind, path))


def draw_names(view: View, names: Iterable[tuple[float, float, str, bool]]) -> Markup:
    """Names on ground, each where it covers no other: latitude, longitude, name, and whether the ground is dark."""
    placed: list[tuple[int, int, float]] = []
    words = []
    for lat, lon, name, dark in names:
        x, y = view.pixel(lat, lon)
        broad = len(name) * LETTER_PX
        if any(abs(x - ox) < (broad + other) / 2 and abs(y - oy) < NAME_PX for ox, oy, other in placed):
            continue
        kind = Markup('class="m-t-own"') if dark else Markup('class="m-t"')
        words.append(Markup('<text {} x="{}" y="{}" dy=".35em" aria-hidden="true">{}</text>').format(kind, x, y, name))
        placed.append((x, y, broad))
    return Markup("").join(words)
