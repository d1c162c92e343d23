"""What the rules of notices are given and what they give: the things named in a batch of activities, who is told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Said:
    """A comment: its author, its observation, and the author of the comment it answers."""

    author_id: int | None
    observation_id: int
    answers: int | None
    withdrawn: bool


@dataclass(frozen=True)
class Known:
    """What the things named in a batch of activities are: authors by observation (withdrawn ones have none here),
    comments, observations behind cases, captains by board, moderators. ``followers``: by kind and id, those who follow
    it; ``deaf``: those who want to hear no more of it; ``desks``: by case, the liaison who has it, or all who may;
    ``near``: by observation, who follows a place around it; ``readable``: observations anybody may read;
    ``named``: by staff note, the colleagues it names who may read it now."""

    authors: Mapping[int, int] = field(default_factory=dict)
    comments: Mapping[int, Said] = field(default_factory=dict)
    behind: Mapping[int, list[int]] = field(default_factory=dict)
    captains: Mapping[int, frozenset[int]] = field(default_factory=dict)
    moderators: frozenset[int] = frozenset()
    followers: Mapping[tuple[str, int], Collection[int]] = field(default_factory=dict)
    deaf: Mapping[tuple[str, int], Collection[int]] = field(default_factory=dict)
    desks: Mapping[int, Collection[int]] = field(default_factory=dict)
    near: Mapping[int, Collection[int]] = field(default_factory=dict)
    readable: frozenset[int] = frozenset()
    named: Mapping[int, Collection[int]] = field(default_factory=dict)
