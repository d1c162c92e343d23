"""The kit: every component in every state, drawn by the real macros and fragments. In demo mode only."""

import re
from functools import cache
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from community.assets import folder
from community.boards.queries import BoardName
from community.errors import Missing
from community.pages import kit_samples, kit_screens
from community.permissions import Permission

THEME = re.compile(r"--([a-z0-9-]+):(#[0-9a-f]{3,6})\b")
SYMBOL = re.compile(r'<symbol id="([^"]+)"')
BOARD = BoardName(1, "juniper-square", "Juniper Square", "57th to 61st St")


@view_config(route_name="kit", request_method="GET", permission=Permission.BOARD_READ, renderer="pages/kit.jinja2")
def kit(context: Any, request: Request) -> dict[str, Any]:
    """All of it on one page. Raises Missing outside demo mode. No query."""
    if not request.knobs.demo:
        raise Missing
    rows = kit_samples.rows()
    return {
        "colours": _colours(),
        "icons": _icons(),
        "sample_board": BOARD,
        "rows": rows,
        "posts": [kit_samples.post(row) for row in rows if row.title in kit_samples.WITH_A_PAGE],
        "talk": kit_samples.talk(),
        "case": kit_samples.case(),
        "steps": kit_samples.steps(),
        "quorum": request.knobs.quorum,
        "screens": kit_screens.screens(),
        "initials": lambda name: "".join(word[0] for word in name.split()),
        "wrong": {"kit-wrong": "We could not find “Larsh St”. Did you mean Larch St?"},
    }


@cache
def _colours() -> list[tuple[str, str, str]]:
    """Name, value by day and value by night of every colour in tokens.css."""
    _before, light, dark, *_rest = (folder("static") / "css" / "tokens.css").read_text(encoding="utf-8").split(":root")
    night = dict(THEME.findall(dark))
    return [(name, value, night.get(name, value)) for name, value in THEME.findall(light)]


@cache
def _icons() -> list[str]:
    """The names of all symbols of the sprite."""
    return SYMBOL.findall((folder("templates") / "_sprite.svg").read_text(encoding="utf-8"))
