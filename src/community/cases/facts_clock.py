"""What happens to the clocks of a case, in the past tense."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class CasePaused(Fact):
    """The clocks stand still, for ``reason`` (a key of ``clocks.REASONS``)."""

    board_id: int | None
    case_id: int
    follow_up_id: int
    reason: str
    version: int


@dataclass(frozen=True)
class CaseResumed(Fact):
    """The clocks run again: ended by ``hand``, by a neighbor's ``answer``, or by the ``closing``."""

    board_id: int | None
    case_id: int
    how: str
    version: int


@dataclass(frozen=True)
class PromiseKept(Fact):
    """A liaison said that what was set for a day was done by then; the case stays open."""

    board_id: int | None
    case_id: int
    promise_id: int
    follow_up_id: int
    version: int


@dataclass(frozen=True)
class PromiseBroken(Fact):
    """The day is over, and nothing was said to be done."""

    board_id: int | None
    case_id: int
    promise_id: int


@dataclass(frozen=True)
class CaseAtRisk(Fact):
    """Less than the set share of a target's time is left."""

    board_id: int | None
    case_id: int


@dataclass(frozen=True)
class CaseLate(Fact):
    """A target (``measure``) was missed."""

    board_id: int | None
    case_id: int
    measure: str


@dataclass(frozen=True)
class CaseQuiet(Fact):
    """Nobody has spoken for too long (``why`` silence), or a captain's question waits (question). Only the desk is
    told."""

    board_id: int | None
    case_id: int
    why: str
