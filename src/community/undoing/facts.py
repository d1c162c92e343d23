"""That something was undone, in the past tense."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class ActUndone(Fact):
    """Somebody took back what they had just done: ``act`` answer, close or escalate. ``word_id`` is the word of the
    city that is gone; a case that was sent to 311 by it is gone too."""

    board_id: int | None
    observation_id: int | None
    case_id: int | None
    act: str
    word_id: int | None
    version: int
