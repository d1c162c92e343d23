"""The city, as the hand-off sees it: one small question, asked outside any transaction, and answered with a reference.

``app.gateway_of(db, agency_id)`` names which gateway is asked for an agency; ``knobs.gateway`` where nobody has chosen.
The one built in is the desk of Stoop itself; a remote system comes in by the same door, through ``app.gateways``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from community.activity.registry import GiveUp

UNCLEAR, REFUSED, WAITING, NO_NUMBER, AWAY = "unclear", "refused", "waiting", "no_number", "away"
"""Why a hand-off is stuck: see ``rules_handoff.WHY``."""


@dataclass(frozen=True)
class OutgoingWords:
    """What one observation behind the case says, or (None) what was told of a case without one. Withdrawn and hidden
    words are absent; nobody's name ever is here."""

    observation_id: int | None
    title: str
    description: str
    landmark: str


@dataclass(frozen=True)
class Again:
    """Why the city hears of a case that was closed: ``by`` neighbors, who say after the closing ``round`` that it is
    still there, or by a better place, told in the comment; ``observation_id`` is the post that was moved there."""

    by: str
    round: int
    comment_id: int | None = None
    observation_id: int | None = None


@dataclass(frozen=True)
class OutgoingRequest:
    """A case as the city is asked to take it: the present state, with the exact place and no person in it.
    ``again``: it was closed, and is open again. ``earlier``: the number it had there before, which is named; ``own``:
    the very system that is asked gave it. ``said``: what neighbors wrote for everybody when they reopened it.
    ``photo_key``: the first photo of a post that everybody may read; none of a withdrawn or hidden one."""

    case_id: int
    opened_at: datetime
    service_code: str | None
    agency_key: str
    address: str
    lat: float | None
    lon: float | None
    answers: Mapping[str, Any]
    words: tuple[OutgoingWords, ...]
    agency_id: int = 0
    service_type: str = "realtime"
    again: Again | None = None
    earlier: str | None = None
    own: bool = False
    said: tuple[str, ...] = ()
    photo_key: str | None = None


@dataclass(frozen=True)
class Accepted:
    """The city has it. ``outside``: it is worked on in a system outside Stoop, not at the built-in desk. ``reference``
    is empty where a system gives no number, ever."""

    reference: str
    outside: bool


class Trail(Protocol):
    """What is written down between the hops, each before the next begins, so that whoever comes after a crash knows."""

    @property
    def key(self) -> str:
        """The same at every try."""

    @property
    def asked_at(self) -> datetime | None:
        """When the city was asked last; it may have it since then."""

    @property
    def endpoint_id(self) -> int | None:
        """Which endpoint was asked then."""

    @property
    def token(self) -> str | None:
        """What the city gave until it has a number."""

    def asking(self, endpoint_id: int | None = None) -> None:
        """Call it right before the request leaves. Raises Later where another worker was faster."""

    def not_sent(self) -> None:
        """The request did not leave after all, and that is certain: the city may have it no more than before."""

    def got_token(self, token: str) -> None:
        """The city has it, and will give a number later."""


class Gateway(Protocol):
    """Who takes requests for the city."""

    def open_request(self, request: OutgoingRequest, trail: Trail) -> Accepted:
        """Take the request; asked again with the same ``trail.key``, give the same answer and open nothing new. Raises
        ``activity.registry.Later`` when it cannot be taken now, ``GiveUp`` when it never will, ``Stuck`` when somebody
        has to look."""


class Stuck(GiveUp):
    """It goes no further by itself. ``why`` is one of the words above; the message is for the operator."""

    def __init__(self, why: str, detail: str) -> None:
        super().__init__(detail)
        self.why = why


class DeskGateway:
    """The built-in desk: the case lives in Stoop, so the reference follows from it and is there at once."""

    def open_request(self, request: OutgoingRequest, trail: Trail) -> Accepted:
        """``311-26-000123``: year of opening and id of the case, the same however often it is asked."""
        trail.asking()
        return Accepted(desk_reference(request.case_id, request.opened_at), outside=False)


def desk_reference(case_id: int, opened_at: datetime) -> str:
    """The number the desk gives a case."""
    return f"311-{opened_at:%y}-{case_id:06}"
