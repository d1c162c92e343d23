"""When a case has been silent for too long. Pure.

A case that nobody speaks about, with no next thing to expect (no pause with its reason, no day promised), is quiet. The
alarm comes before a target breaks: at the latest when the case is at risk.
"""

from collections.abc import Iterable
from datetime import datetime

from community.catalog.working_time import Hours, due

SILENCE, QUESTION = "silence", "question"


def expects(*, closed: bool, paused: bool, promised: bool, history: bool) -> bool:
    """Whether the city's next word is owed by the case itself. ``history``: imported, and nobody has taken it."""
    return not (closed or paused or promised or history)


def alarm_at(since: datetime, days: int, risks: Iterable[datetime], hours: Hours) -> datetime:
    """When a silence (or an unanswered question) that began at ``since`` raises the alarm: after so many working days,
    or when the first of the targets still running comes to be at risk."""
    return min([due(since, days, "working_days", hours), *(at for at in risks if at > since)])
