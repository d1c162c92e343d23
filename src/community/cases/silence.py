"""When a case has been silent for too long. Pure.

A case that nobody speaks about, with no next thing to expect (no pause with its reason, no day promised), is quiet. The
alarm comes before a target breaks: at the latest when the case is at risk, or, where the silence began later than that,
with a share of the time that was left then.
"""

from collections.abc import Iterable
from datetime import datetime

from community.cases.clocks import RISK_SHARE, Clock
from community.catalog.working_time import Hours, after, between, due

SILENCE, QUESTION = "silence", "question"


def expects(*, closed: bool, paused: bool, promised: bool, history: bool) -> bool:
    """Whether the city's next word is owed by the case itself. ``history``: imported, and nobody has taken it."""
    return not (closed or paused or promised or history)


def alarm_at(since: datetime, days: int, clocks: Iterable[Clock], hours: Hours) -> datetime:
    """When a silence (or an unanswered question) that began at ``since`` raises the alarm: after so many working days,
    or earlier, while the first of the targets still running (``clocks``) can be kept. One that broke before hastens
    nothing. Raises NeverOpen."""
    latest = (_latest(since, clock, hours) for clock in clocks if clock.due_at > since)
    return min([due(since, days, "working_days", hours), *latest])


def _latest(since: datetime, clock: Clock, hours: Hours) -> datetime:
    """When the target is at risk; of a silence that began later, when no more than ``RISK_SHARE`` of what was left to
    the target then is left of it. Where the offices stay shut until it is due, at once."""
    if clock.risk_at > since:
        return clock.risk_at
    left = between(since, clock.due_at, clock.unit, hours) * (1 - RISK_SHARE)
    return after(since, left, clock.unit, hours) if left else since
