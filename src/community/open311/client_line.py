"""The line to an agency's system: where it is, and how it is spoken to."""

from dataclasses import dataclass

from community.open311.gateway_models import Endpoint
from community.open311.quirks import Quirks, quirks_of
from community.outbound import Limits

LARGEST_ANSWER = 8_000_000


@dataclass(frozen=True)
class Line:
    """Where and how: an endpoint with its key opened. ``steps_alone``: what the city says comes by its updates, and the
    notes of its requests are no words of anybody's."""

    endpoint_id: int
    url: str
    format: str
    jurisdiction: str
    key: str
    quirks: Quirks
    zone: str
    limits: Limits
    steps_alone: bool = False


def line_to(endpoint: Endpoint, key: str, *, opened: str, city_zone: str) -> Line:
    """The line to an endpoint; ``key`` is its API key as it is sent."""
    quirks = quirks_of(endpoint.quirks)
    return Line(
        endpoint.id,
        endpoint.url.rstrip("/"),
        endpoint.format,
        endpoint.jurisdiction,
        key,
        quirks,
        quirks.zone or city_zone,
        Limits(opened, float(endpoint.timeout), LARGEST_ANSWER),
        quirks.notes_are_steps and endpoint.gives_updates,
    )
