"""What happens to endpoints, in the past tense."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class EndpointSet(Fact):
    """An administrator said where the cases of an agency go."""

    agency_id: int
    active: bool


@dataclass(frozen=True)
class PullFell(Fact):
    """It is time to ask an endpoint what became of our requests."""

    endpoint_id: int


@dataclass(frozen=True)
class ComparisonFell(Fact):
    """It is time to compare both sides."""
