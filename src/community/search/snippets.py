"""What was found, shown where it stands: a piece of the text with the words of the question marked. All escaped."""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from community.search.folding import fold_letter, is_unspaced
from community.search.rules import Asked

LONGEST, BEFORE = 220, 60
"""Letters of a snippet, and how many of them stand before the first word that was found."""
MOST_READ = 20_000
"""Letters of a text that are looked through; nothing that is written here is longer."""


def marked(text: str, asked: Sequence[Asked]) -> Markup:
    """The whole text with the words of the question marked."""
    return _write(text, _spans(text, asked), 0, len(text))


def snippet(text: str, asked: Sequence[Asked]) -> Markup:
    """The piece of the text around the first word of the question, or its beginning; in one line."""
    line = " ".join(text[:MOST_READ].split())
    spans = _spans(line, asked)
    start = max(0, spans[0][0] - BEFORE) if spans and spans[0][1] > LONGEST else 0
    if start:
        space = line.find(" ", start, spans[0][0])
        start = space + 1 if space > 0 else start
    end = min(len(line), start + LONGEST)
    if end < len(line):
        space = line.rfind(" ", start + LONGEST // 2, end)
        end = space if space > 0 else end
    before, after = "\u2026 " if start else "", " \u2026" if end < len(line) else ""
    return Markup("{}{}{}").format(before, _write(line, spans, start, end), after)


def _spans(text: str, asked: Sequence[Asked]) -> list[tuple[int, int]]:
    """Where words of the question stand in the text: first and last letter, in order, none inside another."""
    folded, places = [], []
    for place, letter in enumerate(text):
        plain = fold_letter(letter)
        folded.append(plain)
        places += [place] * len(plain)
    spans: list[tuple[int, int]] = []
    for first, last in sorted(_found("".join(folded), asked)):
        start, end = places[first], places[last - 1] + 1
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _found(folded: str, asked: Sequence[Asked]) -> list[tuple[int, int]]:
    """The same in folded text. Pairs of unspaced letters may overlap, words begin after a space."""
    patterns = []
    for word in asked:
        if is_unspaced(word.word):
            patterns.append(f"(?=({re.escape(word.word)}))")
        else:
            others = "".join(f"|{re.escape(other)}(?= |$)" for other in word.others)
            patterns.append(f"(?<![^ ])({re.escape(word.word)}{'(?= |$)' if word.whole else '[^ ]*'}{others})")
    return [found.span(1) for pattern in patterns for found in re.finditer(pattern, folded)]


def _write(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Markup:
    pieces, at = [], start
    for first, last in ((max(first, start), min(last, end)) for first, last in spans):
        if first < last:
            pieces += [escape(text[at:first]), Markup("<mark>{}</mark>").format(text[first:last])]
            at = last
    return Markup("").join([*pieces, escape(text[at:end])])
