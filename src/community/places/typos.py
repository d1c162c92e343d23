"""Which street a misspelled name meant: pairs of letters find the candidates, edit distance judges them.

Pairs and not triples: one wrong letter in "larch" leaves four pairs of six, but only three triples.
"""

from collections.abc import Iterable
from functools import lru_cache

from community.places.rules import KINDS

MOST_PAIRS = 24
"""Of one name: longer ones are known by their beginning."""
SHORTEST = 3
"""Letters; in fewer every word is a typo of every other."""


def pairs(folded: str) -> list[str]:
    """The different pairs of neighboring letters of a folded name, its words' edges included, without words like
    "street": "larch st" → "·l la ar rc ch h·"."""
    words = [word for word in folded.split() if word not in KINDS] or folded.split()
    text = " " + " ".join(words) + " "
    return list(dict.fromkeys(text[at : at + 2] for at in range(len(text) - 1)))[:MOST_PAIRS]


def core(folded: str) -> str:
    """The name without words like "street" and "n", unless nothing else is left."""
    return " ".join(word for word in folded.split() if word not in KINDS) or folded


def typos_allowed(length: int) -> int:
    """How many letters may be wrong in a name of this length."""
    return 0 if length < SHORTEST else 1 if length < 5 else 2 if length < 12 else 3


@lru_cache(4096)
def distance(one: str, other: str) -> int:
    """Letters to add, leave out, change or swap with their neighbor until ``one`` reads ``other``."""
    two_above: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            step = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                step = min(step, two_above[j - 2] + 1)
            row.append(step)
        two_above, above = above, row
    return above[-1]


def _off(text: str, wanted: str) -> int:
    """How far ``text`` is from the name, or from the first words of it, when there are at least two."""
    count = len(text.split())
    begun = " ".join(wanted.split()[:count]) if count > 1 else wanted
    return min(distance(text, wanted), distance(text, begun))


def meant(typed: str, streets: Iterable[str], most: int = 3) -> list[str]:
    """The folded names of ``streets`` that ``typed`` (folded, without house number, maybe followed by the city) may
    have meant, best first; only those about as near as the best."""
    words = typed.split()
    begun = {core(" ".join(words[:count])) for count in range(1, min(len(words), 6) + 1)}
    ranked = []
    for street in streets:
        wanted = core(street)
        off = min((_off(text, wanted) for text in begun), default=99)
        if off <= typos_allowed(len(wanted)):
            ranked.append((off, distance(typed, street), street))
    ranked.sort()
    return [street for off, _whole, street in ranked if off <= ranked[0][0]][:most]
