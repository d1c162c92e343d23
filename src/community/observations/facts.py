"""What can happen to an observation."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class ObservationPosted(Fact):
    """A neighbor wrote it and it stands on the board."""

    board_id: int
    observation_id: int


@dataclass(frozen=True)
class ObservationEdited(Fact):
    """Its author changed the words."""

    board_id: int
    observation_id: int


@dataclass(frozen=True)
class ObservationWithdrawn(Fact):
    """Its author took the words back. ``escalated``: the case goes on without them."""

    board_id: int
    observation_id: int
    escalated: bool


@dataclass(frozen=True)
class ObservationSorted(Fact):
    """Its kind or place was changed, by its author before the first vote or by a captain or liaison."""

    board_id: int
    observation_id: int
