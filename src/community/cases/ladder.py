"""The ladder people read: one pure function from states to the step a problem is on. Everything that shows a status
calls it: lists, threads, cases, the desk, the inbox, live pages."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from community.i18n import N_, _


class HasCaseState(Protocol):
    """What the ladder needs of a case: its state, its closing code once closed, and what neighbors say of it."""

    @property
    def state(self) -> str:
        """queued, open, in_progress or closed."""

    @property
    def code(self) -> str | None:
        """The closing code."""

    @property
    def neighbors_say(self) -> str | None:
        """fixed, still, or nothing settled."""


@dataclass(frozen=True)
class Status:
    """A step of the ladder: ``key`` picks glyph and colour, ``words`` are what people read in their language."""

    key: str
    said: str

    @property
    def words(self) -> str:
        """What people read at present."""
        return _(self.said)


ON_THE_BOARD = Status("post", N_("On the board"))
SENT = Status("sent", N_("Sent to 311"))
CASE_OPEN = Status("case", N_("311 case open"))
CITY_SAYS_DONE = Status("done", N_("City says done"))
NEIGHBORS_AGREE = Status("fixed", N_("Fixed, neighbors agree"))
STILL_THERE = Status("back", N_("Still there"))
ANSWERED = Status("no", N_("Answered, not a 311 job"))
JOINED = Status("join", N_("Joined to another post"))
CLOSED_BY_CITY = Status("imported", N_("Closed by the city"))

LADDER = (STILL_THERE, SENT, CASE_OPEN, CLOSED_BY_CITY, ANSWERED, CITY_SAYS_DONE, NEIGHBORS_AGREE)
"""From the least to the most advanced; of several cases the least advanced one is read."""
BY_CODE = {
    "done": CITY_SAYS_DONE,
    "not_found": CITY_SAYS_DONE,
    "not_responsible": ANSWERED,
    "declined": ANSWERED,
    "duplicate": JOINED,
    "imported": CLOSED_BY_CITY,
}


def case_status(case: HasCaseState) -> Status:
    """The step of one case. Opened again by neighbors it reads "still there" until a liaison takes it again."""
    if case.state == "closed":
        return NEIGHBORS_AGREE if case.neighbors_say == "fixed" else BY_CODE[case.code or "imported"]
    if case.state == "in_progress":
        return CASE_OPEN
    return STILL_THERE if case.neighbors_say == "still" else SENT


def observation_status(state: str, cases: Collection[HasCaseState]) -> Status:
    """The step of an observation in ``state`` with these cases behind it.

    - no case: on the board; resolved without one means that neighbors settled it
    - every case closed as duplicate: joined to another post
    - otherwise the least advanced of the others
    """
    if not cases:
        return NEIGHBORS_AGREE if state == "resolved" else ON_THE_BOARD
    steps = [step for step in map(case_status, cases) if step is not JOINED]
    return min(steps, key=LADDER.index) if steps else JOINED
