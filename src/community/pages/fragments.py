"""Pieces of pages that read the same for everybody, rendered once and kept by everything they are made of.

A piece is found again only under equal values, so there is nothing to invalidate: a vote, a reply or a passing hour
makes other values, and the old piece falls out of the cache by itself.
"""

from functools import lru_cache
from typing import Any

from jinja2 import Environment, pass_environment
from markupsafe import Markup

from community import clock, i18n
from community.pages.board_feed import BoardRow

KEPT_ROWS = 4_000
"""About a kilobyte each."""


@pass_environment
def shared_row(environment: Environment, row: BoardRow, board_name: str, threshold: int) -> Markup:
    """The part of a list row that is the same for every reader: all but the vote button."""
    return _row(environment, row, board_name, threshold, i18n.write_age(row.created_at, now=clock.now()))


@lru_cache(KEPT_ROWS)
def _row(environment: Environment, row: BoardRow, board_name: str, threshold: int, _age: str) -> Markup:
    values: dict[str, Any] = {"row": row, "board_name": board_name, "threshold": threshold}
    return Markup(environment.get_template("pages/_row_body.jinja2").render(values))
