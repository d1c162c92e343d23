"""The words of a language: read once from ``community/locale/LANGUAGE/FEATURE.po``, all features in one catalog."""

import re
from collections.abc import Iterator
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import Protocol

from babel.messages.catalog import Catalog as Messages
from babel.messages.pofile import read_po

from community.i18n.languages import ENGLISH, PSEUDO, language
from community.i18n.numbers import write_number

FOLDER = Path(__file__).parent.parent / "locale"
TWO_FORMS = "(n != 1)"
KEPT_AS_THEY_ARE = re.compile(r"(\{\w+\}|<[^>]*>|&\w+;|&#\d+;)")
"""Slots, tags and entities."""
ACCENTED = str.maketrans("aeiouAEIOUcnyCNY", "áéíóúÁÉÍÓÚçñýÇÑÝ")


class Words(Protocol):
    """What every language can do."""

    def say(self, words: str, context: str | None = None) -> str:
        """The words in this language."""

    def forms(self, one: str, many: str, context: str | None = None) -> tuple[str, ...]:
        """All plural forms."""

    def form_for(self, number: float) -> int:
        """Which of the forms goes with this number."""


class English:
    """The language the words are written in."""

    def say(self, words: str, context: str | None = None) -> str:
        """The words themselves."""
        return words

    def forms(self, one: str, many: str, context: str | None = None) -> tuple[str, ...]:
        """One, and many."""
        return one, many

    def form_for(self, number: float) -> int:
        """The first for one."""
        return int(number != 1)


class Pseudo(English):
    """The invented language: each of our words in brackets and accented; slots, tags and entities stay."""

    def say(self, words: str, context: str | None = None) -> str:
        """``Back`` is said ``⟦Báçk⟧``."""
        pieces = KEPT_AS_THEY_ARE.split(words)
        pieces[::2] = [piece.translate(ACCENTED) for piece in pieces[::2]]
        return f"⟦{''.join(pieces)}⟧"

    def forms(self, one: str, many: str, context: str | None = None) -> tuple[str, ...]:
        """One, and many."""
        return self.say(one), self.say(many)


class Translated:
    """A language with files. Words it lacks are said in English: a test finds them before people do."""

    def __init__(self, code: str) -> None:
        self._said: dict[tuple[str | None, str], str | tuple[str, ...]] = {}
        rule = TWO_FORMS
        for messages in files_of(code):
            rule = messages.plural_expr
            for message in messages:
                if message.id and message.string and not message.fuzzy:
                    said = message.string
                    self._said[message.context, _first(message.id)] = said if isinstance(said, str) else tuple(said)
        self._form = c2py(rule)

    def say(self, words: str, context: str | None = None) -> str:
        """As the file has it."""
        said = self._said.get((context, words), words)
        return said if isinstance(said, str) else said[0]

    def forms(self, one: str, many: str, context: str | None = None) -> tuple[str, ...]:
        """As the file has them."""
        said = self._said.get((context, one))
        return said if isinstance(said, tuple) and all(said) else (one, many)

    def form_for(self, number: float) -> int:
        """By the rule in the head of the file."""
        return self._form(int(number))


def files_of(code: str) -> Iterator[Messages]:
    """The files of a language, read, by name; ``domain`` is the feature."""
    for path in sorted((FOLDER / code).glob("*.po")):
        with path.open("rb") as file:
            yield read_po(file, locale=code, domain=path.stem)


@cache
def words_of(code: str) -> Words:
    """The words of the language with this code."""
    if code == ENGLISH:
        return English()
    return Pseudo() if code == PSEUDO else Translated(code)


def _(words: str) -> str:
    """A whole sentence in the present language; fill its slots with ``.format(slot=…)`` afterwards."""
    return words_of(language()).say(words)


def pgettext(context: str, words: str) -> str:
    """As ``_``, for words that mean two things in English; ``context`` says which."""
    return words_of(language()).say(words, context)


def ngettext(one: str, many: str, number: float) -> str:
    """The form of the sentence that goes with ``number``, its slots still open."""
    spoken = words_of(language())
    return spoken.forms(one, many)[spoken.form_for(number)]


def counted(one: str, many: str, number: int, **slots: object) -> str:
    """The form that goes with ``number``, its slots filled: ``counted("{n} vote", "{n} votes", 3)``."""
    return ngettext(one, many, number).format(n=write_number(number), **slots)


def _first(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]
