"""The languages there are, and the one that is spoken at present: in this request, this mail, this fragment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass

from babel import negotiate_locale

ENGLISH, SPANISH, PSEUDO = "en", "es", "qps"
DEFAULT = ENGLISH
"""The language the words are written in, and the one outside of any request."""


@dataclass(frozen=True)
class Language:
    """``name`` is its own; ``locale`` is where dates and numbers are looked up."""

    name: str
    locale: str
    direction: str = "ltr"


LANGUAGES = {ENGLISH: Language("English", "en_US"), SPANISH: Language("Español", "es_US")}
"""Those people may choose."""
SPOKEN = {**LANGUAGES, PSEUDO: Language("Pseudo", "en_US", "rtl")}
"""Those that pages can be made in. In the invented one every translated word stands in brackets and runs from right to
left: what was never marked, and what only works from left to right, is seen at once."""
LONGEST_HEADER = 500
"""Characters of an Accept-Language header; browsers send about fifty."""

_present: ContextVar[str | Callable[[], str]] = ContextVar("language", default=DEFAULT)


def language() -> str:
    """The code of the language spoken at present."""
    present = _present.get()
    if isinstance(present, str):
        return present
    code = present()
    _present.set(code)
    return code


@contextmanager
def in_language(code: str | None, otherwise: str = DEFAULT) -> Iterator[None]:
    """Speak this language inside the block; ``otherwise`` where it is None or none of ours."""
    token = speak(code if code in SPOKEN else otherwise)
    try:
        yield
    finally:
        fall_silent(token)


def speak(code: str | Callable[[], str]) -> Token[str | Callable[[], str]]:
    """Speak this language from now on, or the one the function says when it is first asked. Hand the token back to
    ``fall_silent``."""
    return _present.set(code)


def fall_silent(token: Token[str | Callable[[], str]]) -> None:
    """Speak what was spoken before."""
    _present.reset(token)


def direction() -> str:
    """``ltr`` or ``rtl``."""
    return SPOKEN[language()].direction


def locale() -> str:
    """Where Babel looks up dates and numbers of the present language."""
    return SPOKEN[language()].locale


def preferred(header: str) -> str | None:
    """The one of our languages a browser's Accept-Language asks for first; None when it asks for others, or raves."""
    if len(header) > LONGEST_HEADER:
        return None
    wanted = sorted(filter(None, map(_weighed, header.split(","))), key=lambda one: -one[0])
    return negotiate_locale([tag for _weight, tag in wanted], list(LANGUAGES), sep="-")


def _weighed(part: str) -> tuple[float, str] | None:
    """Weight and tag of one part of the header; None for what is refused (weight 0) or cannot be read."""
    tag, _semicolon, weight = part.replace(" ", "").partition(";q=")
    try:
        number = float(weight or 1)
    except ValueError:
        return None
    return (number, tag) if tag and number > 0 else None


def mark(words: str) -> str:
    """Mark words of a constant for translation; they are translated where they are shown, by ``_``."""
    return words


N_ = mark
