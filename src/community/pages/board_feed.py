"""The list of a board: four orders, 25 posts a page, by keyset, so that no page skips or repeats a post."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, select, tuple_
from sqlalchemy.orm import Session

from community.cases.models import Case
from community.catalog.models import Service
from community.db.ids import LARGEST
from community.errors import Missing
from community.observations.models import Observation
from community.pages.lines import Progress
from community.pages.progress import PROGRESS_COLUMNS, progress_from, with_progress
from community.voting.models import Vote

PAGE = 25
TABS = ("hot", "new", "escalated", "mine")
KEPT_ROWS = 4_000
"""Rows of lists kept by their values; about two kilobytes each."""


@dataclass(frozen=True, eq=False)
class BoardRow:
    """A post in a list. No author: lists name nobody. ``mine`` and ``voted`` are about who reads.

    The same values always give the same object (see ``_row``), so that ``fragments`` finds the piece of page that was
    made of it without comparing field by field."""

    id: int
    title: str
    place: str
    landmark: str
    service: str | None
    service_id: int | None
    state: str
    votes: int
    comments: int
    created_at: datetime
    hidden_rule: str | None
    withdrawn: bool
    photo: str | None
    photo_bytes: int | None
    progress: Progress
    mine: bool
    voted: bool
    sent_by: str | None = None
    seen_count: int = 0
    gone_count: int = 0


@dataclass(frozen=True)
class Feed:
    """One page of a list; ``after`` is the cursor of the next page, None on the last."""

    rows: list[BoardRow]
    after: str | None


ORDERS: dict[str, ColumnElement[Any]] = {
    "hot": Observation.hot.expression,
    "new": Observation.created_at.expression,
    "escalated": Observation.escalated_at.expression,
    "mine": Observation.created_at.expression,
}
ROWS = with_progress(
    select(
        Observation.id,
        Observation.title,
        Observation.place,
        Observation.landmark,
        Service.name.label("service"),
        Observation.service_id,
        Observation.state,
        Observation.vote_count,
        Observation.comment_count,
        Observation.created_at,
        Observation.hidden_rule,
        Observation.withdrawn_at.is_not(None).label("withdrawn"),
        Observation.photo_key,
        Observation.photo_bytes,
        Observation.escalated_by,
        Observation.seen_count,
        Observation.gone_count,
        (Observation.author_id == bindparam("viewer")).label("mine"),
        exists().where(Vote.observation_id == Observation.id, Vote.person_id == bindparam("viewer")).label("voted"),
        *PROGRESS_COLUMNS,
    ).outerjoin(Service, Service.id == Observation.service_id)
)
"""Everything a list shows of a post, a row for each case behind it: one query instead of four."""

NARROWED: dict[str, ColumnElement[Any]] = {
    "step": Observation.state.expression,
    "kind": Observation.service_id.expression,
}
"""What a list of the newest can be narrowed by; each has an index."""


def _statement(tab: str, *, paged: bool, by: str = "") -> Select[Any]:
    order = ORDERS[tab]
    picked = select(Observation.id).where(Observation.board_id == bindparam("board"), Observation.listed)
    if tab == "escalated":
        picked = picked.where(Observation.escalated_at.is_not(None))
    if by:
        picked = picked.where(NARROWED[by] == bindparam("only"))
    if tab == "mine":
        picked = picked.where(Observation.author_id == bindparam("viewer"))
    if paged:
        edge = tuple_(bindparam("edge", type_=order.type), bindparam("last"))
        picked = picked.where(tuple_(order, Observation.id) < edge)
    page = picked.order_by(order.desc(), Observation.id.desc()).limit(PAGE + 1).subquery()
    query = ROWS.add_columns(order.label("edge")).join(page, page.c.id == Observation.id)
    return query.order_by(order.desc(), Observation.id.desc(), Case.id)


LISTS = [*((tab, "") for tab in TABS), *(("new", by) for by in NARROWED)]
STATEMENTS = {(tab, by, paged): _statement(tab, paged=paged, by=by) for tab, by in LISTS for paged in (False, True)}
SOME = ROWS.where(Observation.id.in_(bindparam("ids", expanding=True)), Observation.listed).order_by(Case.id)


def board_feed(
    db: Session,
    board_id: int,
    viewer_id: int | None,
    tab: str = "hot",
    after: str = "",
    only: tuple[str, Any] = ("", None),
) -> Feed:
    """One page of a board; ``after`` is a cursor of an earlier page; ``only`` narrows the newest to one step or one
    kind. Raises Missing for what is no cursor. One query."""
    by, value = only
    values: dict[str, Any] = {"board": board_id, "viewer": viewer_id or 0, **({"only": value} if by else {})}
    if after:
        values |= _read_cursor(tab, after)
    found = _by_post(db.connection().execute(STATEMENTS[tab, by, bool(after)], values).all())
    rows = [_row(lines) for lines in found[:PAGE]]
    return Feed(rows, _cursor(tab, found[PAGE - 1][0]) if len(found) > PAGE else None)


def rows_of(db: Session, ids: Sequence[int], viewer_id: int = 0) -> list[BoardRow]:
    """These posts as the viewer's list shows them (0: a visitor's), in no particular order. One query."""
    return rows_from(db, SOME, {"ids": list(ids)}, viewer_id)


def rows_from(db: Session, statement: Select[Any], values: dict[str, Any], viewer_id: int = 0) -> list[BoardRow]:
    """The posts a statement over ``ROWS`` finds, as the viewer's list shows them. One query."""
    found = db.connection().execute(statement, {"viewer": viewer_id, **values}).all()
    return [_row(lines) for lines in _by_post(found)]


def _by_post(found: Iterable[Any]) -> list[tuple[Any, ...]]:
    """The lines of each post, in the order the posts came: what a row is known again by."""
    posts: dict[int, tuple[Any, ...]] = {}
    for line in found:
        posts[line.id] = (*posts.get(line.id, ()), line)
    return list(posts.values())


@lru_cache(KEPT_ROWS)
def _row(lines: tuple[Any, ...]) -> BoardRow:
    row = lines[0]
    silent = row.hidden_rule or row.withdrawn
    return BoardRow(
        id=row.id,
        title="" if silent else row.title,
        place="" if row.hidden_rule else row.place,
        landmark="" if silent else row.landmark,
        service=row.service,
        service_id=row.service_id,
        state=row.state,
        votes=row.vote_count,
        comments=row.comment_count,
        created_at=row.created_at,
        hidden_rule=row.hidden_rule,
        withdrawn=bool(row.withdrawn),
        photo=None if silent else row.photo_key,
        photo_bytes=None if silent else row.photo_bytes,
        mine=bool(row.mine),
        voted=bool(row.voted),
        progress=progress_from(row.state, lines),
        sent_by=row.escalated_by,
        seen_count=row.seen_count,
        gone_count=row.gone_count,
    )


def _cursor(tab: str, row: Any) -> str:
    """Where the next page begins: the sort value of the last row, and its id to break ties."""
    edge = repr(row.edge) if tab == "hot" else round(row.edge.timestamp() * 1_000_000)
    return f"{edge}_{row.id}"


def _read_cursor(tab: str, text: str) -> dict[str, Any]:
    edge, _underscore, last = text.partition("_")
    if len(text) > 60 or not (last.isascii() and last.isdigit() and int(last) <= LARGEST):
        raise Missing
    try:
        value = float(edge)
        if not math.isfinite(value):
            raise Missing
        moment: Any = (
            value
            if tab == "hot"
            else datetime.fromtimestamp(int(edge) // 1_000_000, UTC).replace(microsecond=int(edge) % 1_000_000)
        )
    except (ValueError, OverflowError, OSError):
        raise Missing from None
    return {"edge": moment, "last": int(last)}
