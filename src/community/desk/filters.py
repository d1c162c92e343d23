"""What narrows a view of the queue: words, agency, age and state. Pure but for building conditions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func

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


@dataclass(frozen=True)
class Narrowing:
    """The filters of an address that every view understands; empty ones narrow nothing. ``older_than``: opened by
    then. ``found``: the cases the words of the question find, None when nothing is asked. ``named``: they are the
    number of a case."""

    text: str = ""
    agency_id: int | None = None
    age: str = ""
    state: str = ""
    older_than: datetime | None = None
    found: tuple[int, ...] | None = None
    named: bool = False

    @property
    def asks(self) -> bool:
        """Whether any of them is set."""
        return bool(self.text or self.agency_id or self.age or self.state)


def opened_by(age: str, now: datetime) -> datetime | None:
    """The moment by which a case was opened that is so old (a key of AGES)."""
    return now - timedelta(days=int(age)) if age in AGES else None


def narrow(query: Select[Any], by: Narrowing, *, closed: bool) -> Select[Any]:
    """The cases that pass. A state of open cases finds nothing among closed ones, and no row is looked at for it."""
    if by.older_than is not None:
        # Not in words that an index of opening times could serve: that one holds all the history of a city.
        query = query.where(func.coalesce(Case.opened_at, by.older_than) <= by.older_than)
    if by.state:
        query = query.where(Case.id == NO_ID if closed else Case.state == by.state)
    if by.found is not None:
        query = query.where(Case.id.in_(by.found))
    return query
