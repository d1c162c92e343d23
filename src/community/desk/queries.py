"""The queue: each list is one indexed query, however much history a city brings.

The conditions of the views are written out as text, because both engines use a partial index only where they can read
its condition in the query itself.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, text
from sqlalchemy.orm import Session

from community.boards.models import Board
from community.cases.models import Case
from community.catalog.models import Agency, Service
from community.catalog.queries import handled_by
from community.desk.filters import Narrowing, narrow
from community.desk.ordering import Order, first_rows, place_of, sorted_by
from community.desk.rules import BY_TIME, PAGE, Scope
from community.people.models import Person

OPEN, CLOSED = text("city_case.state <> 'closed'"), text("city_case.state = 'closed'")
CONDITIONS: dict[str, Any] = {
    "waiting": text("city_case.needs_answer_since is not null"),
    "mine": OPEN,
    "late": text("city_case.pace = 'late' and city_case.state <> 'closed'"),
    "at_risk": text("city_case.pace = 'at_risk' and city_case.state <> 'closed'"),
    "quiet": text("city_case.quiet_since is not null"),
    "unsorted": text("city_case.needs_sorting"),
    "open": OPEN,
    "closed": CLOSED,
}
AGES: dict[str, Any] = {
    "waiting": Case.needs_answer_since,
    "mine": Case.opened_at,
    "late": Case.due_at,
    "at_risk": Case.due_at,
    "quiet": Case.quiet_since,
    "unsorted": Case.opened_at,
    "open": Case.opened_at,
    "closed": Case.closed_at,
}
SHOWN_AGES = AGES | {"late": Case.opened_at, "at_risk": Case.opened_at}
"""What the age of a row is counted from, where it is not what the list is ordered by."""
NO_BOARD = 0
"""As a wanted board: the city-wide tray."""


@dataclass(frozen=True)
class Wanted:
    """What of the queue is asked for. ``after`` is where the page before ended."""

    view: str
    sort: str = "left"
    board_id: int | None = None
    service_id: int | None = None
    after: tuple[Any, ...] | None = None
    by: Narrowing = field(default_factory=Narrowing)

    @property
    def by_time(self) -> bool:
        """Whether the list stands in the order of the time that is left."""
        return self.sort == "left" and self.view in BY_TIME

    @property
    def order(self) -> Order:
        """Most votes first, and what was closed last first, unless the oldest were asked for; everything else begins
        with what is due or the oldest."""
        votes, backwards = self.sort == "votes", self.view == "closed" and self.sort == "left"
        return Order(AGES[self.view], votes, self.by_time, votes or backwards, self.by)


@dataclass(frozen=True)
class QueueRow:
    """One case in the list. ``part``, ``key`` and ``age`` are what the list is ordered by; ``since`` is what the age
    shown is counted from."""

    id: int
    part: int
    key: Any
    age: datetime | None
    title: str
    reference: str | None
    state: str
    needs_sorting: bool
    code: str | None
    place: str
    voices: int
    since: datetime
    opened_by: str
    agency: str
    service: str | None
    board: str | None
    liaison: str | None
    pace: str | None
    due_at: datetime | None
    paused_for: str | None
    quiet_for: str | None
    promise: str | None
    scheduled_for: date | None
    moved_from: date | None
    version: int
    opened_at: datetime
    neighbors_say: str | None
    confirm_until: datetime | None
    fixed_count: int
    still_count: int


@dataclass(frozen=True)
class QueuePage:
    """Rows of one page, and where the next one begins (None: nowhere)."""

    rows: tuple[QueueRow, ...]
    next: tuple[Any, ...] | None


def desk_queue(db: Session, scopes: tuple[Scope, ...], person_id: int, wanted: Wanted) -> QueuePage:
    """One page of a view. One query: the first rows of every agency by its index, merged."""
    if not scopes:
        return QueuePage((), None)
    order = wanted.order
    picked = first_rows(passing_parts(select(Case.id), scopes, person_id, wanted), order, wanted.after, PAGE + 1)
    query = (
        select(
            Case.id, picked.c.part, picked.c.key, picked.c.age, Case.title, Case.reference, Case.state,
            Case.needs_sorting, Case.code, Case.place, Case.voices, SHOWN_AGES[wanted.view],
            Case.opened_by, Agency.name, Service.name, Board.name,
            Person.display_name, Case.pace, Case.due_at, Case.paused_for, Case.quiet_for,
            Case.promise, Case.scheduled_for, Case.moved_from, Case.version, Case.opened_at,
            Case.neighbors_say, Case.confirm_until, Case.fixed_count, Case.still_count,
        )
        .join(picked, picked.c.id == Case.id)
        .join(Agency, Agency.id == Case.agency_id)
        .outerjoin(Service, Service.id == Case.service_id)
        .outerjoin(Board, Board.id == Case.board_id)
        .outerjoin(Person, Person.id == Case.liaison_id)
        .order_by(*sorted_by(picked, order))
        .limit(PAGE + 1)
    )  # fmt: skip
    rows = tuple(QueueRow(*row) for row in db.execute(query))
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return QueuePage(rows[:PAGE], place_of(last, order) if last else None)


def scope_boards(boards: frozenset[int] | None) -> Select[int, str]:
    """The query of id and name of the boards a desk may be filtered by; None: every board."""
    query = select(Board.id, Board.name).order_by(Board.name_key, Board.id)
    return query if boards is None else query.where(Board.id.in_(boards))


def scope_services(scopes: tuple[Scope, ...]) -> Select[int, str]:
    """The query of id and name of the kinds a desk may be filtered by: those that its agencies handle, and those of the
    cases that were handed over to them, each looked up in the indexes by kind."""
    ours = [scope.agency_id for scope in scopes]
    held = [_held_first(agency, view) for agency in ours for view in ("open", "closed")]
    query = select(Service.id, Service.name).where(or_(handled_by(ours), *held))
    return query.order_by(Service.name, Service.id)


def _held_first(agency_id: int, view: str) -> ColumnElement[bool]:
    """Whether the agency has any case of the kind in this view: the first by the index of the kind. Asked only whether
    there is one, PostgreSQL would read all cases to know it of every kind."""
    found = select(Case.id).where(Case.agency_id == agency_id, Case.service_id == Service.id, CONDITIONS[view])
    return found.order_by(AGES[view], Case.id).limit(1).correlate(Service).scalar_subquery().is_not(None)


def scope_agencies(scopes: tuple[Scope, ...]) -> Select[int, str]:
    """The query of id and name of the agencies this liaison works for."""
    query = select(Agency.id, Agency.name).where(Agency.id.in_([scope.agency_id for scope in scopes]))
    return query.order_by(Agency.name, Agency.id)


def passing_parts(query: Select[Any], scopes: tuple[Scope, ...], person_id: int, wanted: Wanted) -> list[Select[Any]]:
    """One query for each part of the liaison; one for all when words were asked for: what these find is theirs, and
    few enough to be read by its ids."""
    if wanted.by.found is not None:
        return [_passing(query, person_id, wanted)]
    return [_passing(_held(query, scope), person_id, wanted) for scope in scopes]


def _held(query: Select[Any], scope: Scope) -> Select[Any]:
    """The cases of this part of the liaison."""
    query = query.where(Case.agency_id == scope.agency_id)
    return query if scope.boards is None else query.where(Case.board_id.in_(scope.boards))


def _passing(query: Select[Any], person_id: int, wanted: Wanted) -> Select[Any]:
    """The cases of the view that pass the filters."""
    query = narrow(query.where(CONDITIONS[wanted.view]), wanted.by, wanted.view)
    if wanted.view == "mine":
        query = query.where(Case.liaison_id == person_id)
    if wanted.board_id is not None:
        query = query.where(_on_board(wanted.board_id, wanted.view))
    if wanted.service_id is not None:
        query = query.where(_column(Case.service_id, wanted.view) == wanted.service_id)
    return query


def _on_board(board_id: int, view: str) -> ColumnElement[bool]:
    return Case.board_id.is_(None) if board_id == NO_BOARD else _column(Case.board_id, view) == board_id


def _column(column: Any, view: str) -> Any:
    """Board and kind have indexes for the long lists; elsewhere they only sift the view's own few rows, and no planner
    shall walk the long list of a kind to find the three cases that are mine."""
    return column if view in ("open", "closed") else column + 0
