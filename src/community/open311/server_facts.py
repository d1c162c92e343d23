"""What can happen between us and programs that speak GeoReport."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class KeyIssued(Fact):
    """An administrator gave a program a key."""

    key_id: int


@dataclass(frozen=True)
class KeyRevoked(Fact):
    """The key counts no more."""

    key_id: int


@dataclass(frozen=True)
class RequestReceived(Fact):
    """A program sent a request, which became this case."""

    board_id: int | None
    observation_id: int | None
    case_id: int
    receipt_id: int


@dataclass(frozen=True)
class ConformanceDue(Fact):
    """It is time for our own run against the standard."""


@dataclass(frozen=True)
class ConformanceRan(Fact):
    """Our own run against the standard is over; so many of its checks failed."""

    failed: int


@dataclass(frozen=True)
class UpdateReceived(Fact):
    """A program sent a word on a request."""

    board_id: int | None
    case_id: int
    update_id: int
