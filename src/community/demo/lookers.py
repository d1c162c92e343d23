"""Neighbors who go and look: whether a problem is still there, and whether what the city closed is fixed."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from community import clock
from community.cases.rules import ASKS_NEIGHBORS
from community.confirmations.actions import Words, answer_closing
from community.confirmations.rules import is_city_staff
from community.demo.calendar import Calendar
from community.errors import Refused
from community.people.identity import Identity
from community.settings import Settings

DISPUTED = 5
"""Every so many cases the work is not what the city says, and enough of them say so."""
HOW_MANY = (0, 1, 2, 3, 3)
"""How many of them pass by, by chance."""


class Lookers:
    """Who looks after one closing. ``reopened`` is called when they open the case again."""

    def __init__(
        self,
        calendar: Calendar,
        words: Mapping[str, list[str]],
        neighbors: list[Identity],
        knobs: Settings,
        reopened: Callable[[], None],
    ) -> None:
        self.calendar, self.words, self.knobs, self.reopened = calendar, words, knobs, reopened
        self.neighbors = [who for who in neighbors if not is_city_staff(who)]

    def begin(self, observation_id: int, case_id: int, code: str, times: int) -> None:
        """Some days after the closing a few of them pass by, by a chance of its own: other stories stay as they are.
        ``times``: how often the case was closed; the second time the work is done."""
        if code not in ASKS_NEIGHBORS:
            return
        rng, disputed = Random(f"looked {case_id} {times}"), times == 1 and case_id % DISPUTED == 0
        wanted = self.knobs.quorum if disputed else rng.choice(HOW_MANY)
        for number, who in enumerate(rng.sample(self.neighbors, min(wanted, len(self.neighbors)))):
            says = "still" if disputed else "fixed"
            words = Words("" if number else rng.choice(self.words["doubt" if disputed else "thanks"]))
            later = clock.now() + timedelta(hours=rng.uniform(3, 60) * (number + 1))
            deed = partial(self._look, who, observation_id, case_id, says, words)
            self.calendar.plan(self.calendar.waking_hour(later, rng), deed)

    def _look(self, who: Identity, observation_id: int, case_id: int, says: str, words: Words, db: Session) -> None:
        try:
            case = answer_closing(db, who, observation_id, case_id, says, self.knobs, words)
        except Refused:
            return  # settled in between
        if case.state != "closed":
            self.reopened()
