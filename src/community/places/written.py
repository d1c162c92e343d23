"""Places as people and cities write them: "4900 block of Quay St", "60th & Ellery", "54th St between Ferry and Quay".
Pure; both languages."""

import re
from dataclasses import dataclass

from community.places.rules import KINDS, fold, spellings

CORNER = re.compile(r"(?:the |la )?(?:corner of|intersection of|esquina de|cruce de) ")
BLOCK = re.compile(r"(?:the )?(\d{1,6}|first) block (?:of )?(.+)")
CUADRA = re.compile(r"(?:la )?cuadra (\d{1,6}) de (.+)")
BETWEEN = re.compile(r"(.+?) (?:between|entre) (.+?) (?:and|y|e) (.+)")
AND = re.compile(r"(.+?) (?:and|at|y) (.+)")
SIGNS = {"&": " and ", "@": " at "}
MOST_WORDS = 5
"""Of a street's name; what follows is city and ZIP code."""


@dataclass(frozen=True)
class Written:
    """A block by its first number (``house``) on the one street of ``names``, a crossing of two, or a stretch of the
    first between two others. Folded. ``words``: all that was written."""

    names: tuple[str, ...]
    house: int | None = None
    words: str = ""


def read_written(text: str) -> Written | None:
    """What such words say; None when they are written otherwise. What follows a comma is the city's name."""
    for sign, word in SIGNS.items():
        text = text.replace(sign, word)
    words = CORNER.sub("", fold(text.partition(",")[0]), count=1)
    if block := BLOCK.fullmatch(words) or CUADRA.fullmatch(words):
        number, street = block.groups()
        return Written((street,), 0 if number == "first" else int(number))
    joined = BETWEEN.fullmatch(words) or AND.fullmatch(words)
    return Written(joined.groups(), words=words) if joined else None


def names_of_one(written: Written) -> list[str]:
    """What a street is called that has these words for its name: "lewis and clark dr", "lewis clark dr"."""
    first = written.names[0]
    words, joined = len(first.split()), written.words.removeprefix(first).split()
    longer = [(f"{first} {' '.join(joined)}", words + 1), (f"{first} {' '.join(joined[1:])}", words)]
    return [
        form for name, spaces in longer for begun in beginnings(name) for form in begun if form.count(" ") >= spaces
    ]


def beginnings(name: str) -> list[list[str]]:
    """ "ellery st larkport" → itself, "ellery st", "ellery", the longest first, each in all its spellings."""
    words = name.split()[:MOST_WORDS]
    return [spellings(" ".join(words[:count])) for count in range(len(words), 0, -1)]


def streets_meant(name: str, keys: list[str]) -> list[str]:
    """Of the streets ``keys`` those that ``name`` means: spelled so, else without a word like "street" at the end."""
    for spelled in beginnings(name):
        exact = [key for key in keys if key in spelled]
        found = exact or [key for key in keys for begun in spelled if _is_kind_of(begun, key)]
        if found:
            return list(dict.fromkeys(found))
    return []


def _is_kind_of(begun: str, key: str) -> bool:
    """Whether the street's name is these words, and after them only words like "street"."""
    return key.startswith(begun + " ") and set(key[len(begun) :].split()) <= KINDS
