"""How alike two posts are: words, kind, place and age in one number. Pure; the constants were tried on hand-made pairs
(``tests/alike/pairs.toml``), where precision counts more than recall: a wrong hint costs trust each time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from community.alike.words import THING, UNKNOWN, things_of, without
from community.places.rules import fold, is_point, meters_between
from community.places.typos import core
from community.search.folding import words_of

SHOW_FROM = 0.30
"""Worth a look while somebody writes."""
ASK_FROM = 0.45
"""Alike enough to ask about it between writing and posting."""
MOST_SHOWN = 3
"""More cards than this nobody compares, and an answer stays under 4 KB."""
SEEN_POSTS = 50
"""Ids of shown posts that a form may carry."""

REACH_METERS = 250.0
"""Nothing farther away is the same problem. Of 301 requests that Boston closed as duplicates of another one, half lie
on its very point, three quarters within 20 m, nine of ten within 125 m, 93 % within this. (FixMyStreet began with 50 m,
in its pull request 1677, and has 100 m and others by kind since 5162; SeeClickFix takes 375 m to each side.)"""
SAME_SPOT_METERS = 25.0
"""Two pins of one thing: phones are off by 5 m under open sky and by several times that between houses."""
BLOCK_METERS = 110.0
"""About one block of houses; at its far end the same words mean the same thing half of the time."""
BLURRED_METERS = 75.0
"""A nameless post shows the middle of its block, or of a cell of 150 m: so much farther it may be on either side."""

AT_BLOCK, AT_BLOCK_END, SAME_STREET, SOMEWHERE, OTHER_STREET = 0.85, 0.55, 0.42, 0.25, 0.15
"""How much the place speaks for it: on the same block, at its far end, on a street of the same name, not known, on
another street or block. Without a place no words are enough; with the street alone they are worth a look."""
NEXT_DOORS = 16
"""House numbers this near stand within a few doors: both sides of a street share them, and many are left out."""
SAME_KIND, OTHER_KIND = 0.3, 0.6
"""The same kind closes so much of the gap to full likeness; two different kinds leave so much of it."""
IN_DESCRIPTION = 0.8
"""Likeness found only with the descriptions counts so much of one in the titles."""

FRESH_DAYS, OLD_DAYS, OLD = 45, 365, 0.6
"""Problems stay: nothing is lost in the first weeks, then slowly, and after a year it is not offered any more."""
SETTLED_DAYS = 14
"""Closed ones are offered for as long as neighbors may dispute the closing."""


@dataclass(frozen=True)
class Told:
    """What is compared of a post. ``street`` is the address or block in words, ``blurred``: the point is not exact."""

    title: str
    description: str = ""
    street: str = ""
    lat: float | None = None
    lon: float | None = None
    block_id: int | None = None
    service_id: int | None = None
    blurred: bool = False
    landmark: str = ""


@dataclass(frozen=True)
class Nearness:
    """How near two places are: a factor from 0 to 1, and what can be told of it. ``meters`` is None without points."""

    factor: float
    words: str
    meters: float | None = None


def likeness(new: Told, old: Told, age: timedelta) -> float:
    """From 0 to 1: how probably the two tell of the same problem."""
    return same_thing(new, old) * nearness(new, old).factor * freshness(age)


def same_thing(new: Told, old: Told) -> float:
    """Words and kind alone."""
    place = (*words_of(new.street), *words_of(old.street))
    found = _overlap(_things(place, new.title), _things(place, old.title))
    if new.description or old.description:
        whole = _overlap(_things(place, new.title, new.description), _things(place, old.title, old.description))
        found = max(found, whole * IN_DESCRIPTION)
    if new.service_id is None or old.service_id is None:
        return found
    return found + (1 - found) * SAME_KIND if new.service_id == old.service_id else found * OTHER_KIND


def nearness(new: Told, old: Told) -> Nearness:
    """How near the two places are, as far as the public may know them."""
    same_block = new.block_id is not None and new.block_id == old.block_id
    meters = _meters(new, old)
    if meters is not None:
        likely = max(0.0, meters - BLURRED_METERS) if old.blurred or new.blurred else meters
        factor = _fade(likely)
        if old.blurred or new.blurred:
            factor = min(factor, AT_BLOCK)
        return Nearness(
            max(factor, AT_BLOCK_END) if same_block else factor, "block" if same_block else "meters", meters
        )
    return Nearness(AT_BLOCK, "block") if same_block else _by_words(new, old)


def _by_words(new: Told, old: Told) -> Nearness:
    """Of places without two points: house numbers and street names, else landmarks."""
    here, there = _address(new.street), _address(old.street)
    if here and there:
        (number, street), (other_number, other_street) = here, there
        if street != other_street:
            return Nearness(OTHER_STREET, "board")
        if number is None or other_number is None:
            return Nearness(SAME_STREET, "street")
        if number == other_number:
            return Nearness(1.0, "address")
        if number // 100 == other_number // 100:
            return Nearness(AT_BLOCK if abs(number - other_number) <= NEXT_DOORS else AT_BLOCK_END, "block")
        return Nearness(OTHER_STREET, "street")
    marks, others = set(things_of(new.landmark)), set(things_of(old.landmark))
    if marks and others and 2 * len(marks & others) >= max(len(marks), len(others)):
        return Nearness(AT_BLOCK_END, "landmark")
    return Nearness(SOMEWHERE, "board")


def freshness(age: timedelta) -> float:
    """1 for the first weeks, ``OLD`` after a year, 0 later."""
    days = max(age, timedelta()).days
    if days > OLD_DAYS:
        return 0.0
    return 1.0 - (1.0 - OLD) * max(0, days - FRESH_DAYS) / (OLD_DAYS - FRESH_DAYS)


def may_be_offered(settled_at: datetime | None, *, settled: bool, now: datetime) -> bool:
    """Open problems, and those closed lately; of a closed one without a date nobody knows how long ago."""
    if not settled:
        return True
    return settled_at is not None and now - settled_at <= timedelta(days=SETTLED_DAYS)


def seen_posts(text: str) -> frozenset[int] | None:
    """What a form says its writer has seen already: ``all`` (None: ask no more), or ids with commas. Anything else is
    nothing."""
    if text == "all":
        return None
    parts = text[: 20 * SEEN_POSTS].split(",")
    return frozenset(int(part) for part in parts[:SEEN_POSTS] if part.isascii() and part.isdigit() and len(part) < 19)


def _things(place: Iterable[str], *texts: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for text in texts:
        found |= things_of(text)
    return without(found, place)


def _overlap(new: dict[str, float], old: dict[str, float]) -> float:
    """Between the share of all that is common (Dice) and the share of the shorter one, by weight. Words that only say
    where or what is the matter make nothing alike."""
    shared = {name: min(weight, old[name]) for name, weight in new.items() if name in old}
    known = sum(1 for weight in shared.values() if weight >= THING)
    unknown = sum(1 for weight in shared.values() if weight == UNKNOWN)
    if not known and unknown < 2 and len(shared) < min(len(new), len(old)):
        return 0.0
    common, ours, theirs = sum(shared.values()), sum(new.values()), sum(old.values())
    if not common:
        return 0.0
    return (2 * common / (ours + theirs) + common / min(ours, theirs)) / 2


def _meters(new: Told, old: Told) -> float | None:
    if new.lat is None or new.lon is None or old.lat is None or old.lon is None:
        return None
    if not (is_point(new.lat, new.lon) and is_point(old.lat, old.lon)):
        return None
    return meters_between(new.lat, new.lon, old.lat, old.lon)


def _fade(meters: float) -> float:
    """1 at the same spot, falling to ``AT_BLOCK_END`` a block away, to 0 at the end of the reach."""
    if meters <= SAME_SPOT_METERS:
        return 1.0
    if meters <= BLOCK_METERS:
        return 1.0 - (1.0 - AT_BLOCK_END) * (meters - SAME_SPOT_METERS) / (BLOCK_METERS - SAME_SPOT_METERS)
    return max(0.0, AT_BLOCK_END * (REACH_METERS - meters) / (REACH_METERS - BLOCK_METERS))


def _address(text: str) -> tuple[int | None, str] | None:
    """House number and bare name of the street: "5814 Larch Street" → 5814, "larch"; of a block no number is known.
    None where nothing is said."""
    words = fold(text).removeprefix("first block of ").split()
    if not words:
        return None
    number = int(words[0]) if len(words) > 1 and words[0].isdecimal() and len(words[0]) <= 6 else None
    rest = words if number is None else words[1:]
    of_block = rest[:2] == ["block", "of"]
    return None if of_block else number, core(" ".join(rest[2:] if of_block else rest))
