"""The words scripts say, as modules in each language. English is a file like any other script, without words: they
stand in the scripts. For the others its first line is filled in. It is called ``stoop/words`` in the import map.

What is said by scripts that are fetched when they are needed stands in a module of its own, ``stoop/late-words``, so
that a first page does not pay for it. In English it is the same file.
"""

import hashlib
import json
from functools import cache

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.assets import folder, static_address
from community.errors import Missing
from community.i18n.catalogs import TWO_FORMS, files_of, words_of
from community.i18n.languages import ENGLISH, PSEUDO, SPANISH, SPOKEN
from community.permissions import Permission

EMPTY = "const said = {};"
EARLY = ("board", "comment", "say", "stoop", "swap", "thread", "used", "vote", "writing")
"""Scripts of a board and a thread, the first letter of a reply included; the others say ``stoop/late-words``."""
LATE = """\
import { said } from "stoop/words";
export * from "stoop/words";
Object.assign(said, WORDS);
"""
YEAR = "public, max-age=31536000, immutable"


@cache
def module_of(code: str) -> str:
    """The source of the module in this language. Raises ValueError where ``n === 1`` does not choose the plural."""
    source = (folder("static") / "js" / "words.js").read_text("utf-8")
    return source.replace(EMPTY, f"const said = {_as_json(_said(code, late=False))};", 1)


@cache
def late_module_of(code: str) -> str:
    """The source of the module with the words of the other scripts. Raises ValueError as ``module_of`` does."""
    return LATE.replace("WORDS", _as_json(_said(code, late=True)), 1)


def _as_json(said: dict[str, str]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _said(code: str, *, late: bool) -> dict[str, str]:
    """The words that only other scripts than those of ``EARLY`` say, or all that these say."""
    words = words_of(code)
    said: dict[str, str] = {}
    early = {f"static/js/{name}.js" for name in EARLY}
    for catalog in files_of(SPANISH if code == PSEUDO else code):
        if catalog.plural_expr != TWO_FORMS:
            raise ValueError(f"{catalog.domain}.po: the scripts know only the plural rule {TWO_FORMS}.")
        for message in catalog:
            scripts = {place for place, _line in message.locations if place.startswith("static/js/")}
            if scripts and late == scripts.isdisjoint(early):
                ids = [message.id] if isinstance(message.id, str) else list(message.id)
                forms = [words.say(ids[0])] if len(ids) == 1 else words.forms(*ids)
                said |= dict(zip(ids, forms, strict=True))
    return said


@cache
def words_address(code: str) -> str:
    """Where the browser finds the module; it changes with the words."""
    if code == ENGLISH:
        return static_address("js/words.js")
    return f"/words/{code}.js?{hashlib.sha256(module_of(code).encode()).hexdigest()[:10]}"


@cache
def late_words_address(code: str) -> str:
    """Where the browser finds the words of the other scripts."""
    if code == ENGLISH:
        return static_address("js/words.js")
    return f"/words/late-{code}.js?{hashlib.sha256(late_module_of(code).encode()).hexdigest()[:10]}"


@view_config(route_name="words", request_method="GET", permission=Permission.BOARD_READ)
def words(request: Request) -> Response:
    """A module. Raises Missing for a language nobody speaks."""
    name = request.matchdict["language"]
    code = name.removeprefix("late-")
    if code not in SPOKEN or code == ENGLISH:
        raise Missing
    source = module_of(code) if name == code else late_module_of(code)
    made = Response(source, content_type="text/javascript", charset="utf-8")
    made.headers["Cache-Control"] = YEAR
    return made
