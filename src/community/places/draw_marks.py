"""What stands on a drawn map: pins, lit blocks, cells, and how many posts are in one place."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from community.places.drawing import STREET_METERS, Point, View
from community.places.lines import path_of

NAME_PX = 14
"""Height of a name."""
NAME_LETTER_PX = 7.0
"""About the width of a letter of a name, bold."""
SHORT_NAME = 9
"""Letters of a name that stands in one line first; others are parted where they can be."""
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
    """Names on ground, in one line or in two, each where it covers no other: latitude, longitude, name, and whether
    the ground is dark."""
    placed: list[tuple[int, int, float, float]] = []
    words = []
    for lat, lon, name, dark in names:
        x, y = view.pixel(lat, lon)
        for lines in sorted(([name], _two_lines(name)), key=len, reverse=len(name) > SHORT_NAME):
            broad, high = max(map(len, lines)) * NAME_LETTER_PX, len(lines) * NAME_PX
            if all(abs(x - ox) * 2 >= broad + w or abs(y - oy) * 2 >= high + h for ox, oy, w, h in placed):
                words.append(_written(x, y, lines, dark=dark))
                placed.append((x, y, broad, high))
                break
    return Markup("").join(words)


def _two_lines(name: str) -> list[str]:
    """The name parted at the space nearest to its middle."""
    spaces = [place for place, letter in enumerate(name) if letter == " "]
    if not spaces:
        return [name]
    middle = min(spaces, key=lambda place: abs(place * 2 - len(name)))
    return [name[:middle], name[middle + 1 :]]


def _written(x: int, y: int, lines: list[str], *, dark: bool) -> Markup:
    """The lines, one below the other, around the point."""
    kind = Markup('class="m-t-own"') if dark else Markup('class="m-t"')
    rises = (0.35,) if len(lines) == 1 else (-0.2, 1.1)
    text = Markup("").join(
        Markup('<tspan x="{}" dy="{}em">{}</tspan>').format(x, rise, line)
        for rise, line in zip(rises, lines, strict=True)
    )
    return Markup('<text {} y="{}" aria-hidden="true">{}</text>').format(kind, y, text)
