"""From what a neighbor wrote to the things it is about, each with its weight. Pure; any script."""

from collections.abc import Iterable
from functools import lru_cache

from community.alike.lexicon import EMPTY, PAIRS, STATES, THINGS, WHERE
from community.search.folding import words_of

THING, UNKNOWN, STATE, PLACE = 1.0, 0.6, 0.4, 0.15
"""What sharing such a word says: a thing of the lexicon, a word we do not know, what is the matter, where it is."""
LONGEST_TEXT = 600
"""Letters of a description that are compared: who has not said it by then says something else."""


@lru_cache(4_000)
def stem(word: str) -> str:
    """The word without its plural, as far as that can be told in English and Spanish: "tires" → "tire"."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "ores", "ones", "oles", "ales")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _table() -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for lines, weight in ((WHERE, PLACE), (STATES, STATE), (THINGS, THING)):
        for line in lines:
            words = line.split()
            found |= {stem(word + end): (words[0], weight) for word in words for end in ("", "s", "es")}
            found |= dict.fromkeys(words, (words[0], weight))
    return found


MEANING = _table()


@lru_cache(8_000)
def things_of(text: str) -> dict[str, float]:
    """The things a text speaks of with their weights; numbers, and words that say nothing, are left out."""
    words = [stem(word) for word in words_of(text[:LONGEST_TEXT])]
    found: dict[str, float] = {}
    at = 0
    while at < len(words):
        pair = PAIRS.get((words[at], words[at + 1])) if at + 1 < len(words) else None
        if pair:
            found[pair] = MEANING.get(pair, (pair, THING))[1]
            at += 2
            continue
        word = words[at]
        at += 1
        if word in MEANING:
            name, weight = MEANING[word]
            found[name] = weight
        elif word not in EMPTY and len(word) > 1 and not any(letter.isdigit() for letter in word):
            found[word] = UNKNOWN
    return found


def without(things: dict[str, float], words: Iterable[str]) -> dict[str, float]:
    """The same without these words, which belong to the place: a street's name is no thing."""
    left_out = {name for name in map(stem, words) if name not in MEANING}
    return {name: weight for name, weight in things.items() if name not in left_out}
