"""How many cases each view holds, and how many stand under each heading of the queue, on all of its pages."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, select, union_all
from sqlalchemy.orm import Session

from community.cases import clocks
from community.cases.models import Case
from community.desk.ordering import OVER
from community.desk.queries import AGES, Wanted, passing_parts
from community.desk.rules import COUNT_TO, VIEWS, Scope

GROUP = "group_"
MANY = "none"
"""The group that may be most of a city's cases. The others are few, and have an index of their own."""


def desk_counts(
    db: Session,
    scopes: tuple[Scope, ...],
    person_id: int,
    wanted: Wanted | None = None,
    midnight: datetime | None = None,
) -> dict[str, int]:
    """How many cases each view holds under the filters of ``wanted``, counted up to COUNT_TO; with the ``midnight``
    that ends the city's day also each group of its list, where that has groups. One query."""
    groups = _conditions(midnight) if wanted and wanted.by_time and midnight else {}
    if not scopes:
        return dict.fromkeys([*VIEWS, *(GROUP + key for key in groups)], 0)
    columns = []
    for view in VIEWS:
        here = replace(wanted, view=view) if wanted else Wanted(view)
        parts = passing_parts(select(Case.id), scopes, person_id, here)
        columns.append(_some([part.order_by(AGES[view], Case.id) for part in parts]).label(view))
    for key, conditions in groups.items():
        parts = [
            part.where(condition).order_by(*((AGES[wanted.view], Case.id) if key == MANY else ()))
            for pace, condition in conditions
            if wanted and wanted.by.may_pass(pace)
            for part in passing_parts(select(Case.id), scopes, person_id, wanted)
        ]
        columns.append(_some(parts).label(GROUP + key))
    return dict(db.execute(select(*columns)).one()._mapping)


def _some(parts: list[Select[Any]]) -> Any:
    """How many all of these find, counted no further than need be. They are in the order of their index, so that
    PostgreSQL does not look for so few by reading the table from its beginning, where a city's history lies."""
    if not parts:
        return literal(0)
    found = union_all(*(select(part.limit(COUNT_TO).subquery()) for part in parts)).limit(COUNT_TO).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


def _conditions(midnight: datetime) -> dict[str, list[Any]]:
    """The groups, each by the paces of its cases and how these stand, as the index of the list has them."""
    due, running = Case.due_at, (clocks.AT_RISK, clocks.ON_TIME)
    over = [(pace, Case.pace.is_(None) if pace is None else Case.pace == pace) for pace, _part in OVER]
    return {
        "late": [(clocks.LATE, and_(Case.pace == clocks.LATE, due.is_not(None)))],
        "today": [(pace, and_(Case.pace == pace, due < midnight)) for pace in running],
        "next": [(pace, and_(Case.pace == pace, due >= midnight)) for pace in running],
        "hold": [(clocks.PAUSED, and_(Case.pace == clocks.PAUSED, due.is_not(None)))],
        "none": [(pace, and_(stands, due.is_(None))) for pace, stands in over],
    }
