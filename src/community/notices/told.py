"""A notice before it is one."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Told:
    """One notice to be: who is told of which activity, and what it points at. ``held_until``: it leaves by mail or push
    from then on, because it may be undone before."""

    activity_id: int
    person_id: int
    kind: str
    observation_id: int | None = None
    case_id: int | None = None
    comment_id: int | None = None
    follow_up_id: int | None = None
    why: str = "own"
    held_until: datetime | None = None
