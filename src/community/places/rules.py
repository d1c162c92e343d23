"""Words folded for look-up, points that can be points, and how exactly the public may know a place."""

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

LONGEST_KEY = 200
"""Characters of a folded text that are kept: as many as the indexed columns hold."""
LARGEST_LATITUDE = 85.0
"""Nobody lives nearer to a pole, and east and west lose their meaning there."""
CELL_METERS = 150.0
"""Side of the square the public sees instead of a point where no block is known."""
METERS_PER_DEGREE = 111_320.0
"""Of latitude; of longitude at the equator."""

WORD = re.compile(r"[^\W_]+")

SHORT = {
    "avenue": "ave",
    "boulevard": "blvd",
    "circle": "cir",
    "court": "ct",
    "drive": "dr",
    "east": "e",
    "highway": "hwy",
    "lane": "ln",
    "north": "n",
    "parkway": "pkwy",
    "place": "pl",
    "road": "rd",
    "saint": "st",
    "south": "s",
    "square": "sq",
    "street": "st",
    "terrace": "ter",
    "west": "w",
}
"""What people write out and most cities do not."""
LONG = {short: word for word, short in SHORT.items()}
KINDS = frozenset(SHORT) | frozenset(LONG)
"""Words like "street" and "n", which tell no street from another."""


class Middle(Protocol):
    """What is needed of a block: its middle and what people call it."""

    @property
    def lat(self) -> float:
        """Of the middle."""

    @property
    def lon(self) -> float:
        """Of the middle."""

    @property
    def label(self) -> str:
        """What people call it."""


@dataclass(frozen=True)
class PublicPlace:
    """A place as everyone may see it."""

    lat: float
    lon: float
    place: str


def fold(text: str) -> str:
    """``text`` for look-up: no case, no accents, no punctuation, single spaces: "Čech Straße, 5" → "cech strasse 5"."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text[: 4 * LONGEST_KEY]).casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(WORD.findall(letters))[:LONGEST_KEY].rstrip()


def spellings(folded: str) -> list[str]:
    """Folded words as typed, shortened and written out: "larch street" → itself, "larch st"."""
    words = folded.split()
    return list(dict.fromkeys((folded, *(" ".join(form.get(word, word) for word in words) for form in (SHORT, LONG)))))


def is_point(lat: float | None, lon: float | None) -> bool:
    """Whether these are coordinates on which a street may lie: numbers, in range, off the poles."""
    if lat is None or lon is None or not (math.isfinite(lat) and math.isfinite(lon)):
        return False
    return abs(lat) <= LARGEST_LATITUDE and abs(lon) <= 180


def read_point(lat: str, lon: str) -> tuple[float, float] | None:
    """The point two posted texts give; None when they give none (empty, no numbers, NaN, the poles)."""
    try:
        point = float(lat[:40]), float(lon[:40])
    except ValueError:
        return None
    return point if is_point(*point) else None


def meters_per_degree_of_longitude(lat: float) -> float:
    """At this latitude."""
    return METERS_PER_DEGREE * math.cos(math.radians(lat))


def meters_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Distance of two points of one city: flat-earth arithmetic, good to a part in a thousand."""
    north = (other_lat - lat) * METERS_PER_DEGREE
    east = (other_lon - lon) * meters_per_degree_of_longitude(lat)
    return math.hypot(north, east)


def public_point(lat: float, lon: float) -> tuple[float, float]:
    """The middle of the 150 m cell the point lies in. The cells are fixed, so repeating it tells nothing more."""
    step = CELL_METERS / METERS_PER_DEGREE
    row_middle = (math.floor(lat / step) + 0.5) * step
    lon_step = step / math.cos(math.radians(row_middle))
    return round(row_middle, 6), round((math.floor(lon / lon_step) + 0.5) * lon_step, 6)


def public_place(lat: float, lon: float, block: Middle | None) -> PublicPlace:
    """Where a nameless post lies for everyone but the desk: its block, or a cell of 150 m and no address."""
    if block is not None:
        return PublicPlace(block.lat, block.lon, block.label)
    return PublicPlace(*public_point(lat, lon), place="")


def block_label(street: str, first_number: int | None) -> str:
    """What people call a block: "5800 block of Larch St"; the street alone where no house number is known."""
    if first_number is None:
        return street
    hundred = first_number // 100 * 100
    return f"{hundred} block of {street}" if hundred else f"First block of {street}"
