"""The words scripts say, as a module in each language. English is a file like any other script, without words: they
stand in the scripts. For the others its first line is filled in. It is called ``stoop/words`` in the import map.
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
YEAR = "public, max-age=31536000, immutable"


@cache
def module_of(code: str) -> str:
    """The source of the module in this language. Raises ValueError where ``n === 1`` does not choose the plural."""
    words = words_of(code)
    said: dict[str, str] = {}
    for catalog in files_of(SPANISH if code == PSEUDO else code):
        if catalog.plural_expr != TWO_FORMS:
            raise ValueError(f"{catalog.domain}.po: the scripts know only the plural rule {TWO_FORMS}.")
        for message in catalog:
            if any(place.startswith("static/js/") for place, _line in message.locations):
                ids = [message.id] if isinstance(message.id, str) else list(message.id)
                forms = [words.say(ids[0])] if len(ids) == 1 else words.forms(*ids)
                said |= dict(zip(ids, forms, strict=True))
    source = (folder("static") / "js" / "words.js").read_text("utf-8")
    return source.replace(EMPTY, f"const said = {json.dumps(said, ensure_ascii=False, separators=(',', ':'))};", 1)


@cache
def words_address(code: str) -> str:
    """Where the browser finds the module; it changes with the words."""
    if code == ENGLISH:
        return static_address("js/words.js")
    return f"/words/{code}.js?{hashlib.sha256(module_of(code).encode()).hexdigest()[:10]}"


@view_config(route_name="words", request_method="GET", permission=Permission.BOARD_READ)
def words(request: Request) -> Response:
    """The module. Raises Missing for a language nobody speaks."""
    code = request.matchdict["language"]
    if code not in SPOKEN or code == ENGLISH:
        raise Missing
    made = Response(module_of(code), content_type="text/javascript", charset="utf-8")
    made.headers["Cache-Control"] = YEAR
    return made
