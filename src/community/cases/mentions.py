"""Whom the words of a staff note name with an ``@``, and how that is shown. Pure.

A name is written as it stands at the desk, or by its first word where only one colleague has it: ``@Priya Raman``,
``@Priya``. An address (``ana@example.org``) names nobody.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from community.errors import Refused
from community.i18n import _

CALL = re.compile(r"(?<![\w@./])@(?=[^\W\d_])")
"""Where somebody is called: an ``@`` that begins a word of letters."""
TAG = re.compile(r"(<[^>]*>)")


def called_in(words: str, colleagues: Sequence[tuple[int, str]]) -> frozenset[int]:
    """Ids of those of ``colleagues`` (id and name) whom the words name. Raises Refused for a name that none or two of
    them have: nobody shall believe that somebody was told."""
    known = _by_name(colleagues)
    called: set[int] = set()
    for found in CALL.finditer(words):
        rest = words[found.end() :]
        name = next((name for name in sorted(known, key=len, reverse=True) if _begins(rest, name)), None)
        ids = known[name] if name else frozenset()
        if len(ids) != 1:
            raise Refused(_problem(ids, name or re.split(r"[^\w'’.-]", rest, maxsplit=1)[0]), "words")
        called |= ids
    return frozenset(called)


def show_called(html: Markup, names: Iterable[str]) -> Markup:
    """Words that are HTML already, with the calls of these people marked."""
    written = {escape(part) for name in names for part in (name, name.split()[0])}
    if not written:
        return html
    either = "|".join(re.escape(name) for name in sorted(written, key=len, reverse=True))
    call = re.compile(rf"(?<![\w@./])@(?:{either})(?!\w)", re.IGNORECASE)
    # Every second piece is a tag, and an address within one stays what it is.
    pieces = TAG.split(str(html))
    pieces[::2] = [call.sub(r'<b class="at">\g<0></b>', piece) for piece in pieces[::2]]
    return Markup("".join(pieces))


def _by_name(colleagues: Iterable[tuple[int, str]]) -> dict[str, frozenset[int]]:
    """Who may be meant by each name, whole or its first word."""
    found: dict[str, set[int]] = defaultdict(set)
    for person_id, name in colleagues:
        found[name.casefold()].add(person_id)
        found[name.split()[0].casefold()].add(person_id)
    return {name: frozenset(ids) for name, ids in found.items()}


def _begins(words: str, name: str) -> bool:
    """Whether the words begin with the whole name, which is folded. Folding makes some letters two: ß, İ."""
    begun = ""
    for letter in words:
        if len(begun) >= len(name):
            return begun == name and not letter.isalnum()
        begun += letter.casefold()
    return begun == name


def _problem(ids: frozenset[int], name: str) -> str:
    if ids:
        return _("More than one colleague is called “{name}”. Write the whole name, or tick who you mean.").format(
            name=name
        )
    return _(
        "Nobody called “{name}” may read this note. Tick who you mean, or leave the @ away: then nobody is told."
    ).format(name=name)
