"""What can happen to votes."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class VoteCast(Fact):
    """One more neighbor to whom it matters; ``votes`` is the count with this one."""

    board_id: int
    observation_id: int
    votes: int


@dataclass(frozen=True)
class VoteTakenBack(Fact):
    """One neighbor less; ``votes`` is the count without this one."""

    board_id: int
    observation_id: int
    votes: int
