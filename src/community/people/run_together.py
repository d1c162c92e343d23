"""Words that were written as one, taken apart as the eye does: "cityoflarkport" is no neighbor's name. Pure."""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

SHORTEST_NAME = 3
"""Letters after a title that make a name: Mayorga, Mayoral and Mayorov are names of their own."""


class Known(NamedTuple):
    """``words`` that are looked for, spelled as the word is. ``joints`` of them (like "of") never stand at the end:
    Modella is none of "mod", "el" and "la". ``titles`` stand before a name ("mayorjim"), but not in ``families``."""

    words: frozenset[str]
    joints: frozenset[str]
    titles: frozenset[str]
    families: frozenset[str]


def taken_apart(word: str, known: Known) -> list[str]:
    """The known words of which ``word`` entirely consists, or a title and a name; otherwise the word alone."""
    pieces = _pieces(word, known.words, known.joints)
    if pieces is None and word not in known.families:
        title = next((title for title in known.titles if word.startswith(title)), word)
        pieces = (title, word[len(title) :]) if len(word) - len(title) >= SHORTEST_NAME else None
    return list(pieces or (word,))


def _pieces(word: str, words: Collection[str], joints: Collection[str]) -> tuple[str, ...] | None:
    @cache  # each end is tried once, however many ways lead there
    def rest(start: int) -> tuple[str, ...] | None:
        if start == len(word):
            return ()
        for end in range(len(word), start, -1):
            piece = word[start:end]
            if piece in words and (end < len(word) or piece not in joints):
                further = rest(end)
                if further is not None:
                    return (piece, *further)
        return None

    return rest(0)
