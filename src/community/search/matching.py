"""From what somebody asks to one expression of each engine's full-text index. Words are folded before they come here:
letters and digits only, so that nothing typed can be an operator."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from community.places.rules import LONG, SHORT
from community.search.folding import asked_words, is_unspaced
from community.search.rules import Asked

MOST_WORDS = 16
"""Of one question; a sentence in a script without spaces has more pairs than a sentence has words."""
MOST_TO_FORGIVE = 6
"""With more words than this, all of them must be there: to leave out each in turn would ask too much."""


@dataclass(frozen=True)
class Grammar:
    """How one engine writes a word, a word of the title, a mark, and what joins them."""

    word: Callable[[str, bool], str]
    title: Callable[[str, bool], str]
    mark: Callable[[str], str]
    both: str
    either: str

    def all_of(self, parts: Iterable[str]) -> str:
        """All of these."""
        return "(" + self.both.join(parts) + ")"

    def any_of(self, parts: Iterable[str]) -> str:
        """Any of these."""
        return "(" + self.either.join(parts) + ")"


GRAMMARS = {
    "sqlite": Grammar(
        word=lambda word, whole: f'{{title words}} : "{word}"' + ("" if whole else " *"),
        title=lambda word, whole: f'title : "{word}"' + ("" if whole else " *"),
        mark=lambda mark: f'marks : "{mark}"',
        both=" AND ",
        either=" OR ",
    ),
    "postgresql": Grammar(
        word=lambda word, whole: f"'{word}'" + ("" if whole else ":*"),
        title=lambda word, whole: f"'={word}'" + ("" if whole else ":*"),
        mark=lambda mark: f"'#{mark}'",
        both=" & ",
        either=" | ",
    ),
}


def asked_of(text: str, marks_of_word: Callable[[str], Iterable[str]] = lambda word: ()) -> list[Asked]:
    """The words of a question with their other spellings, and the marks of what they may name besides."""
    return [_asked(word, tuple(marks_of_word(word))) for word in asked_words(text, MOST_WORDS)]


def _asked(word: str, marks: tuple[str, ...]) -> Asked:
    others = {form[word] for form in (SHORT, LONG) if word in form}
    if len(word) > 3 and word.isascii() and word.endswith("s") and not word.endswith("ss"):
        others.add(word[:-1])
    return Asked(word, tuple(sorted(others)), marks, whole=len(word) == 1 and not is_unspaced(word))


def everywhere(grammar: Grammar, asked: Sequence[Asked], marks: Sequence[str]) -> str:
    """All the words, wherever they stand, and all of the marks."""
    return grammar.all_of([*(_group(grammar, word) for word in asked), *map(grammar.mark, marks)])


def in_title(grammar: Grammar, asked: Sequence[Asked], marks: Sequence[str]) -> str:
    """All the words in the title, and all of the marks."""
    groups = [
        grammar.any_of([grammar.title(word.word, word.whole), *(grammar.title(other, True) for other in word.others)])
        for word in asked
    ]
    return grammar.all_of([*groups, *map(grammar.mark, marks)])


def all_but_one(grammar: Grammar, asked: Sequence[Asked], marks: Sequence[str]) -> str | None:
    """All the words but any one of them, and all of the marks. None where that makes no sense."""
    if not 2 <= len(asked) <= MOST_TO_FORGIVE:
        return None
    fewer = [everywhere(grammar, some, ()) for some in combinations(asked, len(asked) - 1)]
    return grammar.all_of([grammar.any_of(fewer), *map(grammar.mark, marks)])


def _group(grammar: Grammar, asked: Asked) -> str:
    """One word in any spelling, or what it names."""
    words = [grammar.word(asked.word, asked.whole), *(grammar.word(other, True) for other in asked.others)]
    return grammar.any_of([*words, *map(grammar.mark, asked.marks)])
