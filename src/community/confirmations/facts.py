"""What happens when people look, in the past tense. Who looked stands in no fact but as its actor."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class ConfirmationGiven(Fact):
    """Somebody was there and said what they saw, or says something else now; ``case_id`` where it answers a closing."""

    board_id: int
    observation_id: int
    case_id: int | None


@dataclass(frozen=True)
class ObservationGone(Fact):
    """Enough neighbors say that a problem without a case is gone."""

    board_id: int
    observation_id: int
