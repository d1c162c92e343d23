"""What a liaison's desk shows: whose cases, under which views, in which order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from community.i18n import N_
from community.people.identity import Identity
from community.permissions import Role


@dataclass(frozen=True)
class Scope:
    """One part of a liaison: an agency, and the boards it is for. None: all, and the city-wide tray."""

    agency_id: int
    boards: frozenset[int] | None


@dataclass(frozen=True)
class View:
    """A view of the queue: what it is called, which symbol stands for it, what it says when nothing is there."""

    key: str
    name: str
    icon: str
    empty: str


VIEWS = {
    view.key: view
    for view in (
        View("waiting", N_("Needs an answer"), "mail", N_("Nobody waits for an answer.")),
        View("mine", N_("Mine"), "person", N_("You have no open case. Take one from another view.")),
        View("late", N_("Late"), "alert", N_("No case is late.")),
        View("at_risk", N_("At risk"), "clock", N_("No case is at risk.")),
        View("quiet", N_("Quiet"), "comment", N_("No case is quiet, and no captain waits.")),
        View("unsorted", N_("Needs sorting"), "filter", N_("Every case is sorted.")),
        View("open", N_("All open"), "board", N_("No case is open.")),
        View("closed", N_("Closed"), "check", N_("No case has been closed yet.")),
    )
}
FIRST_VIEW = "waiting"
SORTS = {"left": N_("Least time left first"), "age": N_("Oldest first"), "votes": N_("Most upvotes first")}
BY_TIME = frozenset({"waiting", "mine", "open"})
"""Views that stand in the order of the time that is left, with groups; the others have an order of their own."""

PAGE = 50
COUNT_TO = 100
"""Views are counted up to here; more reads "99+". A desk with a city's whole history stays as quick as an empty one."""
MOST_RAIL_BOARDS = 14
"""A liaison for more boards than this finds them in the filter instead."""


def sorts_of(view: str) -> dict[str, str]:
    """The orders a view offers; the first is its own."""
    if view in BY_TIME:
        return SORTS
    if view == "closed":
        return SORTS | {"left": N_("Last closed first")}
    return {key: words for key, words in SORTS.items() if key != "left"}


def scopes_of(who: Identity) -> tuple[Scope, ...]:
    """The agencies and boards this person works for as a liaison."""
    parts = (part for part in who.parts if part.role is Role.LIAISON and part.scope_kind == "agency")
    return tuple(Scope(part.scope_id, part.boards) for part in parts)


def is_within(scopes: Sequence[Scope], agency_id: int, board_id: int | None) -> bool:
    """Whether a case of this agency and board is of one of these parts."""
    return any(scope.agency_id == agency_id and (scope.boards is None or board_id in scope.boards) for scope in scopes)


def boards_in(scopes: tuple[Scope, ...]) -> frozenset[int] | None:
    """The boards these scopes are limited to; None when one of them is for all."""
    if any(scope.boards is None for scope in scopes):
        return None
    return frozenset().union(*(scope.boards or frozenset() for scope in scopes))


def write_count(number: int) -> str:
    """``14``, or ``99+`` for what is not counted any further."""
    return str(number) if number < COUNT_TO else f"{COUNT_TO - 1}+"


def initials(name: str | None) -> str:
    """``PN`` for Priya N.: two letters that fit into a row."""
    return "".join(word[0] for word in (name or "").split()[:2]).upper()
