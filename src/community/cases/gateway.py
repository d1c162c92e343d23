"""The city, as the hand-off sees it: one small question, asked outside any transaction, and answered with a reference.

``knobs.gateway`` names which gateway is asked. The one built in is the desk of Stoop itself; a remote system comes
in by the same door, through ``config.registry.gateways``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class OutgoingWords:
    """What one observation behind the case says. Withdrawn and hidden words are absent; nobody's name ever is here."""

    observation_id: int
    title: str
    description: str
    landmark: str


@dataclass(frozen=True)
class OutgoingRequest:
    """A case as the city is asked to take it: the present state, with the exact place and no person in it."""

    case_id: int
    opened_at: datetime
    service_code: str | None
    agency_key: str
    address: str
    lat: float | None
    lon: float | None
    answers: Mapping[str, Any]
    words: tuple[OutgoingWords, ...]


@dataclass(frozen=True)
class Accepted:
    """The city has it. ``outside``: it is worked on in a system outside Stoop, not at the built-in desk."""

    reference: str
    outside: bool


class Gateway(Protocol):
    """Who takes requests for the city."""

    def open_request(self, request: OutgoingRequest, key: str) -> Accepted:
        """Take the request; asked again with the same ``key``, give the same answer and open nothing new. Raises
        ``activity.registry.Later`` when it cannot be taken now, ``GiveUp`` when it never will."""


class DeskGateway:
    """The built-in desk: the case lives in Stoop, so the reference follows from it and is there at once."""

    def open_request(self, request: OutgoingRequest, key: str) -> Accepted:
        """``311-26-000123``: year of opening and id of the case, the same however often it is asked."""
        return Accepted(f"311-{request.opened_at:%y}-{request.case_id:06}", outside=False)
