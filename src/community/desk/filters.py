"""What narrows a view of the queue: words, agency, age, state and target. Pure but for building conditions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func

from community.cases import clocks
from community.cases.models import Case
from community.i18n import N_

LONGEST_TEXT = 100
"""Letters of a question that are read; the field takes no more."""
AGES = {
    "3": N_("3 days or older"),
    "7": N_("7 days or older"),
    "30": N_("30 days or older"),
    "90": N_("90 days or older"),
}
"""Whole days since the case was opened."""
NO_ID = 0
"""No row has it: where nothing can be found, the database need not look."""
STATES = {"queued": N_("In line for the city"), "open": N_("Not taken yet"), "in_progress": N_("Taken")}
TARGETS = {
    clocks.LATE: N_("Late"),
    clocks.AT_RISK: N_("At risk"),
    clocks.ON_TIME: N_("On time"),
    clocks.PAUSED: N_("On hold"),
    "none": N_("No time promised"),
}
"""How a case stands by what it was promised; a closed one, how it ended."""
PACES: dict[str, tuple[str | None, ...]] = {
    **{pace: (pace,) for pace in (clocks.LATE, clocks.AT_RISK, clocks.ON_TIME)},
    clocks.PAUSED: (clocks.PAUSED, clocks.LATE),
    "none": (None,),
}
"""Which paces pass. What was late before its clock was stopped stays late, and is on hold all the same."""
ENDED = frozenset({clocks.LATE, clocks.ON_TIME, "none"})
"""How a closed case can have ended; none is at risk any more, or on hold."""


@dataclass(frozen=True)
class Narrowing:
    """The filters of an address that every view understands; empty ones narrow nothing. ``older_than``: opened by
    then. ``found``: the cases the words of the question find, None when nothing is asked. ``named``: they are the
    number of a case; ``cut``: they stand in more threads than were looked through."""

    text: str = ""
    agency_id: int | None = None
    age: str = ""
    state: str = ""
    target: str = ""
    older_than: datetime | None = None
    found: tuple[int, ...] | None = None
    named: bool = False
    cut: bool = False

    @property
    def asks(self) -> bool:
        """Whether any of them is set."""
        return bool(self.text or self.agency_id or self.age or self.state or self.target)

    def may_pass(self, pace: str | None) -> bool:
        """Whether any case with this pace passes: where none does, no index needs to be read."""
        return not self.target or pace in PACES[self.target]


def opened_by(age: str, now: datetime) -> datetime | None:
    """The moment by which a case was opened that is so old (a key of AGES)."""
    return now - timedelta(days=int(age)) if age in AGES else None


def narrow(query: Select[Any], by: Narrowing, view: str) -> Select[Any]:
    """The cases of the view that pass. A state of open cases finds nothing among closed ones, nor a target in the view
    of another pace, and no row is looked at for it."""
    if by.older_than is not None:
        # Not in words that an index of opening times could serve: that one holds all the history of a city.
        query = query.where(func.coalesce(Case.opened_at, by.older_than) <= by.older_than)
    if by.state:
        query = query.where(Case.id == NO_ID if view == "closed" else Case.state == by.state)
    if by.target:
        query = query.where(_standing(by.target) if _may_stand(by, view) else Case.id == NO_ID)
    if by.found is not None:
        query = query.where(Case.id.in_(by.found))
    return query


def _may_stand(by: Narrowing, view: str) -> bool:
    return by.target in ENDED if view == "closed" else view not in TARGETS or by.may_pass(view)


def _standing(target: str) -> ColumnElement[bool]:
    if target == clocks.PAUSED:
        return Case.paused_since.is_not(None)
    return Case.pace.is_(None) if target == "none" else Case.pace == target
