"""Pieces of pages rendered once and kept by everything they are made of, so that many readers share them.

A piece is found again only under equal values, so there is nothing to invalidate: a vote, a reply or a passing hour
makes other values, and the old piece falls out of the cache by itself. What belongs to one reader alone (the token of
their forms) is put in afterwards, where the piece has its mark.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from jinja2 import Environment, pass_environment
from markupsafe import Markup, escape

from community import clock, i18n
from community.pages.board_feed import BoardRow
from community.pages.lines import CommentLine, Entry, FollowUpLine

KEPT_ROWS, KEPT_LINES = 8_000, 8_000
"""Rows of lists and lines of threads; about one and a half kilobytes each."""
MARK = "\0"
"""Where a form's hidden fields go. No text of a person holds a NUL: forms take it out and no database stores it."""


@pass_environment
def list_rows(
    environment: Environment, rows: Iterable[BoardRow], board_name: str, threshold: int, reader: dict[str, Any]
) -> Markup:
    """The rows of a list. ``reader``: ``joins`` (a vote joins the board first), ``saves_data`` (photos are
    links), and ``token`` and ``back`` of the vote forms."""
    now, how = clock.now(), (reader["joins"], reader["saves_data"])
    lines = [
        _row(environment, row, how, board_name, threshold, i18n.write_age(row.created_at, now=now)) for row in rows
    ]
    back = Markup('<input type="hidden" name="back" value="{}">').format(reader["back"])
    fields = token_field(reader["token"]) + back
    return Markup("".join(lines).replace(MARK, fields))


@lru_cache(KEPT_ROWS)
def _row(
    environment: Environment,
    row: BoardRow,
    how: tuple[bool, bool],
    board_name: str,
    threshold: int,
    _age: str,
) -> str:
    joins, saves_data = how
    values = {"row": row, "joins": joins and not row.voted, "saves_data": saves_data}
    values |= {"board_name": board_name, "threshold": threshold}
    return environment.get_template("pages/_row.jinja2").render(values, csrf_mark=MARK)


class Offered(NamedTuple):
    """What a thread offers its reader beside the words."""

    talking: bool
    signed_in: bool
    may_hide: bool
    may_show: bool
    saves_data: bool
    covers_city: bool = False
    """Whether they may cover a part of any photo of the city's."""


@pass_environment
def list_thread(
    environment: Environment,
    entries: Iterable[Entry],
    post_id: int,
    offered: tuple[bool, ...],
    token: str,
) -> Markup:
    """The entries of a thread, each with its replies. ``offered``: the fields of ``Offered``."""
    lines, what = [], Offered(*offered)
    for said, replies in entries:
        if isinstance(said, CommentLine):
            lines.append(_comment(environment, said, post_id, what))
        else:
            lines.append(_city_word(environment, said, post_id, what))
        if replies:
            kids = "</li>".join([_comment(environment, reply, post_id, what) for reply in replies])
            lines.append(f'<ol class="kids">{kids}</li></ol>')
        lines.append("</li>\n")
    return Markup("".join(lines).replace(MARK, token_field(token)))


def token_field(token: str) -> Markup:
    """The hidden field that carries the token of a form."""
    return Markup(f'<input type="hidden" name="csrf_token" value="{escape(token)}">')


@lru_cache(KEPT_LINES)
def _comment(environment: Environment, comment: CommentLine, post_id: int, offered: Offered) -> str:
    """Its item of a list, not ended yet: replies may follow within it."""
    values = {"comment": comment, "post_id": post_id, "csrf_mark": MARK, **offered._asdict()}
    return f'<li id="c{comment.id}">' + environment.get_template("pages/_comment.jinja2").render(values)


@lru_cache(KEPT_LINES)
def _city_word(environment: Environment, entry: FollowUpLine, post_id: int, offered: Offered) -> str:
    """As ``_comment``."""
    values = {"entry": entry, "post_id": post_id, **offered._asdict()}
    words = environment.get_template("pages/_city_word.jinja2").render(values)
    return f'<li id="f{entry.id}" data-swap="word:{entry.id}">{words}'
