"""How many years of school a text asks for: the Flesch–Kincaid grade.

``0.39 × words / sentences + 11.8 × syllables / words − 15.59``, from J. P. Kincaid, R. P. Fishburne, R. L. Rogers and
B. S. Chissom, "Derivation of new readability formulas for Navy enlisted personnel", Research Branch Report 8-75, 1975.

Syllables are counted by a rule of our own: groups of vowels, less a silent e at the end, less the e of a past tense
that is not spoken. It errs both ways in rare words; the test of the level holds it to common ones. What is filled in
(``{name}``, ``{n}``) counts as one word of one syllable, a number as one syllable, markup as nothing.
"""

import re

TAG, SLOT = re.compile(r"<[^>]*>"), re.compile(r"\{\w+\}")
END = re.compile(r"[.?!:](?=[\s”\"’)]|$)|\n")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’]*")
VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(r"(?:[^laeiouy]e|[^aeiouytd]ed|[aeiouy]le|[^aeiouysxzcg]es|[^aeiouy]ely)$")
APART = re.compile(r"i[ao](?!n)|[^qg]u[aeo](?!i)|[gd]eo|[aeiouy]ing")


def words_of(text: str) -> list[str]:
    """The words, without markup and with "it" for what is filled in."""
    return WORD.findall(SLOT.sub("it", TAG.sub("", text)))


def sentences_of(text: str) -> list[str]:
    """The sentences that have words. A colon ends one: what follows it is read by itself."""
    return [part for part in END.split(TAG.sub("", text)) if words_of(part)]


def syllables(word: str) -> int:
    """How many a speaker makes of it; at least one."""
    plain = re.sub(r"['’]\w*$", "", word.lower())
    if not plain.isalpha():
        return 1
    plain = plain.replace("some", "som") if plain != "some" else plain
    counted = len(VOWELS.findall(plain)) - bool(SILENT.search(plain)) + len(APART.findall(plain))
    return max(1, counted)


def grade(text: str) -> float:
    """The grade of the whole text. Raises ZeroDivisionError when it says nothing."""
    words = words_of(text)
    spoken = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(sentences_of(text)) + 11.8 * spoken - 15.59
