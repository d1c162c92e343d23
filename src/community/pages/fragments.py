"""Pieces of pages rendered once and kept by everything they are made of, so that many readers share them.

A piece is found again only under equal values, so there is nothing to invalidate: a vote, a reply or a passing hour
makes other values, and the old piece falls out of the cache by itself. What belongs to one reader alone (the token of
their forms) is put in afterwards, where the piece has its mark.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from jinja2 import Environment, pass_environment
from markupsafe import Markup, escape

from community import clock, i18n
from community.pages.board_feed import BoardRow

KEPT_ROWS = 8_000
"""About one and a half kilobytes each."""
MARK = "\0"
"""Where a form's hidden fields go. No text of a person holds a NUL: forms take it out and no database stores it."""


@pass_environment
def list_rows(
    environment: Environment, rows: Iterable[BoardRow], board_name: str, threshold: int, reader: dict[str, Any]
) -> Markup:
    """The rows of a list. ``reader``: ``joins`` (a vote joins the board first), and ``token`` and ``back`` of the
    vote forms."""
    now, joins = clock.now(), reader["joins"]
    lines = [
        _row(
            environment, row, row.mine, row.voted, joins, board_name, threshold, i18n.write_age(row.created_at, now=now)
        )
        for row in rows
    ]
    fields = (
        f'<input type="hidden" name="csrf_token" value="{escape(reader["token"])}">'
        f'<input type="hidden" name="back" value="{escape(reader["back"])}">'
    )
    return Markup("".join(lines).replace(MARK, fields))


@lru_cache(KEPT_ROWS)
def _row(
    environment: Environment,
    row: BoardRow,
    _mine: bool,
    _voted: bool,
    joins: bool,
    board_name: str,
    threshold: int,
    _age: str,
) -> str:
    values = {"row": row, "joins": joins and not row.voted, "board_name": board_name, "threshold": threshold}
    return environment.get_template("pages/_row.jinja2").render(values, csrf_mark=MARK)
