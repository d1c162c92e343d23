"""Deeds of the past in their order: each runs at its own moment, in its own transaction, and may plan later ones."""

import heapq
import itertools
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from tqdm import tqdm

from community import clock
from community.activity.worker import run_until_idle
from community.errors import Missing, Refused

Deed = Callable[[Session], None]

DAY_BEGINS, DAY_ENDS = 8, 17
HAND_OFF = timedelta(minutes=2)
"""How long the worker takes to hand a case to the city."""


class Calendar:
    """What is still to happen, up to ``end``. What lies after it never does: those stories are still going on."""

    def __init__(self, app: Any, begin: datetime, end: datetime) -> None:
        self._app, self._begin, self._end = app, begin, end
        self._zone = ZoneInfo(app.knobs.city_zone)
        self._heap: list[tuple[datetime, int, Deed | None]] = []
        self._number = itertools.count()

    def plan(self, moment: datetime, deed: Deed | None) -> None:
        """Let ``deed`` happen at ``moment``; None: let the worker work."""
        if moment <= self._end:
            heapq.heappush(self._heap, (moment, next(self._number), deed))

    def hand_over(self) -> None:
        """A case was opened or sorted just now: the worker hands it to the city."""
        self.plan(clock.now() + HAND_OFF, None)

    def working_hour(self, moment: datetime, rng: Random) -> datetime:
        """``moment``, or the next morning of a working day when city hall is closed."""
        local = moment.astimezone(self._zone)
        if local.weekday() < 5 and DAY_BEGINS <= local.hour < DAY_ENDS:
            return moment
        if local.hour >= DAY_BEGINS:
            local += timedelta(days=1)
        while local.weekday() >= 5:
            local += timedelta(days=1)
        return local.replace(hour=DAY_BEGINS, minute=rng.randrange(5, 55)).astimezone(UTC)

    def waking_hour(self, moment: datetime, rng: Random) -> datetime:
        """``moment``, or later that morning when it fell into the night."""
        local = moment.astimezone(self._zone)
        return local.replace(hour=rng.randrange(6, 10)).astimezone(UTC) if local.hour < 6 else moment

    def city_day(self) -> date:
        """Today, where the city is."""
        return self.day_of(clock.now())

    def day_of(self, moment: datetime) -> date:
        """The day it is then, where the city is."""
        return moment.astimezone(self._zone).date()

    def run(self) -> None:
        """Let everything happen, with a progress bar over the weeks; at last the worker finishes what is left."""
        days = max((self._end - self._begin).days, 1)
        with tqdm(total=days, desc="Larkport, day by day", unit="day", disable=None) as bar:
            while self._heap:
                moment, _number, deed = heapq.heappop(self._heap)
                with clock.travel(moment - datetime.now(UTC)):
                    self._do(deed)
                bar.update((moment - self._begin).days - bar.n)
            bar.update(days - bar.n)
        run_until_idle(self._app)

    def _do(self, deed: Deed | None) -> None:
        """One deed in one transaction. What came too late (a vote on what is closed) does not happen."""
        if deed is None:
            run_until_idle(self._app)
            return
        with suppress(Refused, Missing), self._app.sessions.writing() as db, db.begin():
            deed(db)
