"""The SVG sprite: a page carries only the symbols it uses. And the icon, which is one use of a symbol."""

import re
from functools import cache, lru_cache

from markupsafe import Markup

from community.assets import folder
from community.catalog.rules import ICONS

SYMBOL = re.compile(r'<symbol id="([^"]+)".*?</symbol>')
PREFIX = "i-"
"""Before the names of symbols in a page, which has ids of its own: there is a field named "board" too."""
USE = re.compile(rf'href="#{PREFIX}([a-z0-9]+)"')
ALWAYS = frozenset(
    {"comment", "up", "city", "clock", "check", "hide", "s1", "s2", "s3", "s4", "s5", "sb", "sn", "join"}
)
"""Symbols that live fragments may bring into a page that has live updates."""


@cache
def _symbols() -> dict[str, str]:
    text = (folder("templates") / "_sprite.svg").read_text(encoding="utf-8")
    return {found[1]: found[0].replace(' id="', f' id="{PREFIX}', 1) for found in SYMBOL.finditer(text)}


def sprite(page: str, *, live: bool = False) -> Markup:
    """The hidden SVG with the symbols that ``page`` (HTML) uses; with those of live fragments too when ``live``."""
    return _drawn(frozenset(USE.findall(page)) | (ALWAYS if live else frozenset()))


@lru_cache(512)
def _drawn(used: frozenset[str]) -> Markup:
    """Kept: pages of a kind use the same few."""
    known = _symbols()
    chosen = "".join(known[name] for name in sorted(used & known.keys()))
    return Markup('<svg width="0" height="0" class="vh" aria-hidden="true">{}</svg>').format(Markup(chosen))


@lru_cache(512)
def icon(name: str, kind: str = "i") -> Markup:
    """An icon that says nothing to a screen reader; ``kind`` is its class. Kept: a page has dozens."""
    return Markup('<svg class="{}" aria-hidden="true"><use href="#{}{}"/></svg>').format(kind, PREFIX, name)


def kind_icon(name: str) -> Markup:
    """The icon of a kind of request."""
    return icon(name if name in ICONS and name in _symbols() else "dots")
