"""The map of a board as a picture of its own, in light and dark: the board's page carries only its address.

A picture takes no styles from the page it stands on, so the inks of ``inks.css`` become attributes, and the tokens
they name become the colors of ``tokens.css``.
"""

import re
from functools import cache

from sqlalchemy.orm import Session

from community.assets import folder
from community.boards.models import Board
from community.pages.map_ground import rings_of, shape_of, view_of_shapes
from community.pages.map_posts import points_within
from community.places.draw_marks import draw_pin
from community.places.drawing import draw_map, draw_streets
from community.places.ground import blocks_within

WIDTH, HEIGHT = 290, 190
MOST_PINS = 12
RULE = re.compile(r"\.(m-[\w-]+)\{([^}]*)\}")
TOKEN = re.compile(r"--([\w-]+):(#[0-9a-f]+)")
CLASS = re.compile(r'class="(m-[\w-]+)"')
VAR = re.compile(r"var\(--([\w-]+)\)")
FACE = "sans-serif"


def board_picture(db: Session, board: Board, theme: str) -> str:
    """The SVG file: streets, the board's edge, pins of the newest posts. Three queries at most."""
    shape = shape_of(db, board.id)
    view = view_of_shapes([shape] if shape is not None else [], WIDTH, HEIGHT)
    if shape is None or view is None:
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"/>'
    found = points_within(db, view.box, 200)
    points = [point for point in found if point.board_id == board.id and point.state != "resolved"][:MOST_PINS]
    drawn = draw_map(
        view,
        board.name,  # the page that shows the picture says in its own language what it is
        draw_streets(view, blocks_within(db, view.box), rings_of(shape)),
        *(draw_pin(view, point.lat, point.lon, size=0.8) for point in points),
    )
    return painted(str(drawn), theme)


def painted(svg: str, theme: str) -> str:
    """The map as a file of its own."""
    inks = _inks(theme)
    standing = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return CLASS.sub(lambda found: inks.get(found.group(1), ""), standing)


@cache
def _inks(theme: str) -> dict[str, str]:
    """Attributes by class."""
    css = folder("static") / "css"
    tokens = (css / "tokens.css").read_text(encoding="utf-8")
    light = dict(TOKEN.findall(tokens.partition("@media")[0]))
    dark = dict(TOKEN.findall(tokens.partition("[data-theme=dark]")[2]))
    colors = light | (dark if theme == "dark" else {})
    rules = RULE.findall((css / "inks.css").read_text(encoding="utf-8").partition("@media")[0])
    return {name: _attributes(body, colors) for name, body in rules}


def _attributes(body: str, colors: dict[str, str]) -> str:
    """``fill:var(--ink);stroke-width:2`` → ``fill="#1b2328" stroke-width="2"``."""
    pairs = (line.partition(":") for line in body.split(";") if line)
    return " ".join(f'{name}="{VAR.sub(lambda t: colors.get(t.group(1), FACE), value)}"' for name, _c, value in pairs)
