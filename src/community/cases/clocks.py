"""On time, at risk, late: how a case stands by what it was promised. Pure.

A pause moves what is still to come by the very time it lasted, in the time the target counts (open offices, the clock
on the wall, or hours). What was late before the pause stays late: no pause makes it good again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from community.catalog.working_time import Hours, after, between, length
from community.i18n import N_

RISK_SHARE = 0.25
"""A case is at risk once less than this share of its time is left: half a day of two, a week of four."""
ON_TIME, AT_RISK, LATE, PAUSED = "on_time", "at_risk", "late", "paused"
ENDED_WORDS = {
    ON_TIME: N_("Was on time"),
    LATE: N_("Was late"),
}
"""Of a closed case."""
FIRST_ANSWER, COMPLETION = "first_answer", "completion"
ANSWERS = frozenset({"answer", "scheduled", "kept", "closed"})
"""Kinds of the city's word that answer a neighbor. Handing on and pausing do not."""
PASSES_ON = frozenset({"transferred"})
"""And those after which a neighbor or captain who waits for the city's word still waits for it."""
NEIGHBOR = "neighbor"
REASONS = {
    NEIGHBOR: N_("Waiting for a neighbor’s answer"),
    "parts": N_("Waiting for parts"),
    "weather": N_("Waiting for the weather"),
    "others": N_("Waiting for somebody outside the city"),
}
"""Why a clock may stand still. The first ends by itself when a neighbor answers."""


class Clock(Protocol):
    """What the rules need of a clock: ``models_clock.CaseClock`` is one."""

    @property
    def unit(self) -> str:
        """A key of ``working_time.UNITS``."""

    @property
    def due_at(self) -> datetime:
        """When its time is over."""

    @property
    def risk_at(self) -> datetime:
        """From when on it is at risk."""

    @property
    def met_at(self) -> datetime | None:
        """When what it waits for happened."""


@dataclass(frozen=True)
class Moments:
    """When a target is at risk, and when its time is over."""

    risk_at: datetime
    due_at: datetime


def moments_of(start: datetime, amount: int, unit: str, hours: Hours) -> Moments:
    """Of a target that runs since ``start``, without a pause. Raises NeverOpen."""
    whole = length(amount, unit, hours)
    safe = whole * (1 - RISK_SHARE)
    return Moments(after(start, safe, unit, hours), after(start, whole, unit, hours))


def moved(moment: datetime, since: datetime, until: datetime, unit: str, hours: Hours) -> datetime:
    """The moment after a pause: as much of the unit's time is left at its end as was at its beginning. What had passed
    by then stays where it is. Raises NeverOpen."""
    left = between(since, moment, unit, hours)
    return after(until, left, unit, hours) if left > timedelta(0) else moment


def moved_by(moments: Moments, since: datetime, until: datetime, unit: str, hours: Hours) -> Moments:
    """Both moments after a pause. Raises NeverOpen."""
    return Moments(*(moved(at, since, until, unit, hours) for at in (moments.risk_at, moments.due_at)))


def pace_at(clocks: Iterable[Clock], now: datetime, *, paused: bool) -> str | None:
    """How a running case stands by its clocks that are not met yet. None: none runs."""
    running = [clock for clock in clocks if clock.met_at is None]
    if not running:
        return None
    if any(clock.due_at <= now for clock in running):
        return LATE
    if paused:
        return PAUSED
    return AT_RISK if any(clock.risk_at <= now for clock in running) else ON_TIME


def next_due(clocks: Iterable[Clock]) -> datetime | None:
    """When the first clock that is not met yet is over, or was."""
    return min((clock.due_at for clock in clocks if clock.met_at is None), default=None)


def next_change(clocks: Iterable[Clock], now: datetime) -> datetime | None:
    """When a running case next stands otherwise, if nobody does anything."""
    moments = (at for clock in clocks if clock.met_at is None for at in (clock.risk_at, clock.due_at))
    return min((at for at in moments if at > now), default=None)
