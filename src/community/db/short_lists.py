"""Several short lists in one statement: what a page needs for its forms and its frame, each list a few rows.

Each list is a subquery of its own, so the engine plans it as it would alone; it comes back as JSON, the one form in
which both engines put rows of different shapes into one answer. For lists that stay short however much a city
brings (kinds of request, saved views), never for rows of data.
"""

from collections import namedtuple
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, Date, Dialect, Integer, Select, String, func, select
from sqlalchemy.orm import Session

from community.db.base import Moment


class ShortLists(dict[str, list[Any]]):
    """The rows by the name of their list. A row has its columns as attributes, in the order they were asked for."""

    def value(self, name: str) -> Any:
        """The one column of the one row of a list; None where there is no row."""
        return self[name][0][0] if self[name] else None


def short_lists(db: Session, **queries: Select[*tuple[Any, ...]]) -> ShortLists:
    """The rows of each query, in its order. One query. Columns are texts, whole numbers, yes or no, days, moments or
    JSON. Raises TypeError for any other: a fraction would lose digits on the way."""
    dialect = db.get_bind().dialect
    lists = {name: query.subquery() for name, query in queries.items()}
    answer = db.execute(select(*(_as_json(one.c, dialect).label(name) for name, one in lists.items()))).one()
    return ShortLists(
        {name: _rows(one.c, rows or (), dialect) for (name, one), rows in zip(lists.items(), answer, strict=True)}
    )


def _as_json(columns: Any, dialect: Dialect) -> ColumnElement[Any]:
    """All rows as a list of lists; both engines keep the order of the subquery. SQLite keeps JSON as text and has to be
    told that it is some; of no rows PostgreSQL makes NULL."""
    if dialect.name == "postgresql":
        rows = func.json_agg(func.json_build_array(*columns), type_=JSON)
    else:
        plain = [func.json(one) if isinstance(one.type, JSON) else one for one in columns]
        rows = func.json_group_array(func.json_array(*plain), type_=JSON)
    return select(rows).scalar_subquery()


def _rows(columns: Any, rows: Any, dialect: Dialect) -> list[Any]:
    row, turned = _row_of(tuple(columns.keys())), [_turned(one.type, dialect) for one in columns]
    return [
        row(*(None if one is None else turn(one) for turn, one in zip(turned, found, strict=True))) for found in rows
    ]


@lru_cache(maxsize=200)
def _row_of(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)


def _turned(kind: Any, dialect: Dialect) -> Callable[[Any], Any]:
    """What makes of a value in JSON the one a column of this type gives."""
    if isinstance(kind, Moment):
        return lambda value: kind.process_result_value(datetime.fromisoformat(value), dialect)
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, Boolean):
        return bool
    if isinstance(kind, Integer | String | JSON):
        return _same
    raise TypeError(f"no short list holds {kind!r}")


def _same(value: Any) -> Any:
    return value
