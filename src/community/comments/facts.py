"""What can happen in a thread."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class CommentWritten(Fact):
    """A neighbor wrote under an observation, or to the city's word ``answered_id`` there."""

    board_id: int
    observation_id: int
    comment_id: int
    answered_id: int | None = None


@dataclass(frozen=True)
class CommentWithdrawn(Fact):
    """Its author took it back; a stone stays."""

    board_id: int
    observation_id: int
    comment_id: int
