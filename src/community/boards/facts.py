"""What happens to boards."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class BoardSet(Fact):
    """A captain or an administrator changed threshold, welcome or who sends to 311."""

    board_id: int


@dataclass(frozen=True)
class BoardImported(Fact):
    """A boundary file brought this board, or changed its name or outline."""

    board_id: int
    new: bool
