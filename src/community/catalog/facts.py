"""What happens to the catalog."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class AgencySaved(Fact):
    """An agency was added, renamed, or made the fallback."""

    agency_id: int


@dataclass(frozen=True)
class ServiceSaved(Fact):
    """A service was added, edited or retired."""

    service_id: int


@dataclass(frozen=True)
class TargetsSaved(Fact):
    """How soon requests of a service are to be answered and done was set anew."""

    service_id: int


@dataclass(frozen=True)
class RoutesSaved(Fact):
    """Who handles a service on some boards was set anew."""

    service_id: int


@dataclass(frozen=True)
class HoursSaved(Fact):
    """The hours and holidays of the city were set."""


@dataclass(frozen=True)
class QuestionsSaved(Fact):
    """The questions of a service were added to, edited, reordered or removed."""

    service_id: int
