"""Text folded into the words that are indexed and looked up: no case, no accents, in any script.

Letter by letter, so that a word found in the folded text can be shown where it stands in the real one. Scripts that
put no space between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) become overlapping pairs of letters.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST_WORD = 40
"""Letters of one word that are kept; on both sides, so that the beginning of a longer one is still found."""
MOST_WORDS = 2_000
"""Of one text. The longest post has about 800."""
SAME = {
    "\u0131": "i", "\u00f8": "o", "\u0111": "d", "\u00f0": "d", "\u0142": "l", "\u0127": "h", "\u00e6": "ae",
    "\u0153": "oe", "\u00fe": "th",  # Latin letters that are one letter and no letter with an accent
    "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643", "\u0629": "\u0647",  # Arabic and Persian forms
}  # fmt: skip
DROPPED = {"\u0640", "\u200c", "\u200d", "\u00ad", "\u2060", "\ufeff"}
"""Inside a word, and nothing to read: the Arabic stretcher, joiners, soft hyphens."""
VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
RUNS = re.compile(f"[{UNSPACED}]+|[^{UNSPACED}]+")
HAS_UNSPACED = re.compile(f"[{UNSPACED}]")
PLAIN_WORD = re.compile("[a-z0-9]+")


@lru_cache(20_000)
def fold_letter(letter: str) -> str:
    """One letter, folded: nothing for a mark, a space for what is between words, else one letter or a few."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
    return "".join(map(_kept, plain))


def _kept(letter: str) -> str:
    if unicodedata.combining(letter) or letter in DROPPED or VARIANTS.match(letter):
        return ""
    if letter in SAME:
        return SAME[letter]
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(letter)
    return letter if category[0] in "LN" or category in ("Mn", "Mc") else " "


def fold_text(text: str) -> str:
    """The whole text, folded; words stand between spaces."""
    return text.lower() if text.isascii() else "".join(map(fold_letter, text))


def words_of(text: str) -> list[str]:
    """The words of a text as they are indexed, in order, at most ``MOST_WORDS``."""
    if text.isascii():
        return [word[:LONGEST_WORD] for word in PLAIN_WORD.findall(text.lower())[:MOST_WORDS]]
    found: list[str] = []
    for word in fold_text(text).split():
        if HAS_UNSPACED.search(word):
            for run in RUNS.findall(word):
                found += [*_pairs(run), run[-1]] if HAS_UNSPACED.match(run) else [run[:LONGEST_WORD]]
        else:
            found.append(word[:LONGEST_WORD])
    return found[:MOST_WORDS]


def asked_words(text: str, most: int) -> list[str]:
    """The words somebody looks for, each once, at most so many. A run of unspaced letters is asked for by its pairs
    alone, a single such letter by itself."""
    found: list[str] = []
    for word in fold_text(text).split():
        if HAS_UNSPACED.search(word):
            for run in RUNS.findall(word):
                found += (_pairs(run) or [run]) if HAS_UNSPACED.match(run) else [run[:LONGEST_WORD]]
        elif word.isascii():
            found += [piece[:LONGEST_WORD] for piece in PLAIN_WORD.findall(word)]
        else:
            found.append(word[:LONGEST_WORD])
    return list(dict.fromkeys(found))[:most]


def is_unspaced(word: str) -> bool:
    """Whether the word is letters of a script without spaces between words."""
    return HAS_UNSPACED.match(word) is not None


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]
