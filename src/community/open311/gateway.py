"""The gateway to an agency's own system: at the city once, or visibly stuck.

Before a request leaves, that it leaves is committed. From then on the city may have it: a try that finds such a line
looks for its own earlier request first, in the way this endpoint offers, and asks again only where "not found" can be
believed. Where nothing can be looked up it stops, and somebody is asked to look.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.activity.registry import Later
from community.cases.gateway import NO_NUMBER, REFUSED, UNCLEAR, Accepted, OutgoingRequest, Stuck, Trail
from community.cases.rules_handoff import LONGEST_NUMBER
from community.open311 import client
from community.open311.client import NotNow, Problem, Refusal, Unclear
from community.open311.client_line import Line, line_to
from community.open311.client_sealing import CannotSeal, check_seal, unseal
from community.open311.gateway_actions import note_answer, note_silence
from community.open311.gateway_models import Endpoint
from community.open311.gateway_queries import endpoint_by_id, endpoint_of
from community.open311.gateway_writing import request_fields, update_fields
from community.open311.parsing_requests import Seen
from community.prose import clean_line

NAME = "open311"
MARGIN = timedelta(seconds=2)
"""After its time-out a request may still be on the wire for so long."""
USUAL_DELAY = timedelta(minutes=1)
"""After how long "not found" is believed of a list that can be asked for our key, where no delay is declared."""
AROUND = timedelta(hours=2)
"""How far clocks may differ."""
FULL = 1000
"""Requests a list may hold; one that holds so many may have left ours out."""


def plug_in(app: Any) -> None:
    """Offer this gateway, and choose it for agencies that have an endpoint."""
    check_seal(app.knobs)
    app.gateways[NAME] = Open311Gateway(app)
    otherwise = app.gateway_of

    def gateway_of(db: Session, agency_id: int) -> str:
        endpoint = endpoint_of(db, agency_id)
        if endpoint is None:
            return str(otherwise(db, agency_id))
        return NAME if endpoint.active else "desk"

    app.gateway_of = gateway_of


NOTHING = Seen("", "", "", "", "", None, None)
"""What an update is answered by."""


class Open311Gateway:
    """GeoReport v2, as a client."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def open_request(self, request: OutgoingRequest, trail: Trail) -> Accepted:
        """As the protocol says. Raises Later, Stuck."""
        with self._app.sessions.reading() as db:
            endpoint = self._endpoint(db, request, trail)
        now = clock.now()
        if endpoint.rests_until is not None and endpoint.rests_until > now:
            raise Later("its system is being left alone", endpoint.rests_until - now)
        try:
            accepted = _Call(endpoint, self._line(endpoint), request, trail, self._app.knobs.base_url.rstrip("/")).go()
        except (NotNow, Unclear) as problem:
            note_silence(self._app, endpoint.id, str(problem))
            raise _later(problem, endpoint, trail) from problem
        except Stuck:
            note_answer(self._app, endpoint)
            raise
        note_answer(self._app, endpoint)
        return accepted

    def _endpoint(self, db: Session, request: OutgoingRequest, trail: Trail) -> Endpoint:
        """Who was asked before, else who handles it now. Raises Stuck."""
        if trail.asked_at is not None and trail.endpoint_id is not None:
            endpoint = endpoint_by_id(db, trail.endpoint_id)
        else:
            endpoint = endpoint_of(db, request.agency_id)
        if endpoint is None:
            raise Stuck(REFUSED, "its agency has no endpoint")
        return endpoint

    def _line(self, endpoint: Endpoint) -> Line:
        knobs = self._app.knobs
        try:
            key = unseal(endpoint.sealed_key, knobs)
        except CannotSeal as problem:
            raise Stuck(REFUSED, str(problem)) from None
        return line_to(endpoint, key, opened=knobs.outbound_open, city_zone=knobs.city_zone)


class _Call:
    """One try."""

    def __init__(self, endpoint: Endpoint, line: Line, request: OutgoingRequest, trail: Trail, site: str) -> None:
        self.endpoint, self.line, self.request, self.trail = endpoint, line, request, trail
        self.site = site if endpoint.sends_photos else ""
        self.updating = bool(request.earlier) and endpoint.takes_updates

    def go(self) -> Accepted:
        """The hops that are left. Raises Later, Stuck, Problem."""
        if self.trail.token is not None:
            return self._numbered(self.trail.token)
        if self.trail.asked_at is not None:
            found = self._look(self.trail.asked_at)
            if found is not None:
                return self._taken(found)
        again = self.trail.asked_at is not None
        if not self.endpoint.active:
            raise Stuck(UNCLEAR if again else REFUSED, "its system is switched off")
        self.trail.asking(self.endpoint.id)
        if self.trail.asked_at is None or clock.now() - self.trail.asked_at > MARGIN:
            self.trail.not_sent()
            raise Later("it was held up before it left")  # another worker may believe by now that it is lost
        try:
            return self._ask()
        except Refusal as problem:
            raise Stuck(UNCLEAR if again else REFUSED, str(problem)) from problem

    def _post(self) -> Seen:
        """Only what is certain not to have left is taken back."""
        fields = request_fields(self.request, self.trail.key, self.endpoint.codes, self.site)
        try:
            if self.updating:
                client.post_update(self.line, update_fields(self.request, self.trail.key, clock.now()), self.trail.key)
                return NOTHING
            return client.post_request(self.line, fields, self.trail.key)
        except NotNow:
            self.trail.not_sent()
            raise

    def _ask(self) -> Accepted:
        said = self._post()
        return Accepted(self.request.earlier or "", outside=True) if self.updating else self._taken(said)

    def _taken(self, seen: Seen) -> Accepted:
        if seen.reference:
            return Accepted(_kept(seen.reference), outside=True)
        if seen.token:
            self.trail.got_token(_kept(seen.token))
            return self._numbered(seen.token)
        if self.request.service_type == "blackbox":
            return Accepted("", outside=True)
        raise Unclear("it answered without a number")

    def _numbered(self, token: str) -> Accepted:
        try:
            number = client.number_for(self.line, token)
        except Refusal as problem:
            raise Stuck(NO_NUMBER, str(problem)) from problem
        if not number:
            raise Later("it has given no number yet")
        return Accepted(_kept(number), outside=True)

    def _look(self, asked_at: datetime) -> Seen | None:
        """Our own earlier request; None where it may be sent (again). Raises Later, Stuck, NotNow."""
        try:
            return self._found(asked_at)
        except (Refusal, Unclear) as problem:
            raise Stuck(UNCLEAR, f"it may be there; asked for it, {problem}") from problem

    def _found(self, asked_at: datetime) -> Seen | None:
        settled = asked_at + timedelta(seconds=self.endpoint.timeout) + MARGIN
        finding, delay = self.endpoint.finding, self.endpoint.listing_delay
        if not self.updating and finding in ("key", "list"):
            settled = max(settled, asked_at + (USUAL_DELAY if delay is None else timedelta(seconds=delay)))
        if settled > clock.now():
            raise Later("it may still be on its way", settled - clock.now())
        if self.updating or finding == "repeat":
            return None
        if finding == "key":
            return _one(client.requests_by_key(self.line, self.endpoint.key_parameter, self.trail.key))
        if finding == "list" and delay is not None:
            return self._listed(asked_at)
        raise Stuck(UNCLEAR, "no answer came, and its list cannot be asked for our key")

    def _listed(self, asked_at: datetime) -> Seen | None:
        listed = client.requests_between(self.line, asked_at - AROUND, clock.now() + AROUND)
        ours = [seen for seen in listed if self.trail.key in seen.description]
        if not ours and len(listed) >= FULL and self.line.quirks.page_size is None:
            raise Stuck(UNCLEAR, "its list is cut off")
        if not ours and listed and not any(seen.description for seen in listed):
            raise Stuck(UNCLEAR, "its list does not show what was written")
        return _one(ours)


def _one(found: list[Seen]) -> Seen | None:
    """What is there: the one with a number before one without."""
    return max(found, key=lambda seen: (bool(seen.reference), bool(seen.token)), default=None)


def _later(problem: Problem, endpoint: Endpoint, trail: Trail) -> Exception:
    """What a failed try comes to. A request that left and was not answered stops where nobody could look it up."""
    if isinstance(problem, Unclear) and endpoint.finding == "none" and trail.asked_at is not None:
        return Stuck(UNCLEAR, str(problem))
    return Later(str(problem), problem.after if isinstance(problem, NotNow) else timedelta(0))


def _kept(number: str) -> str:
    """A number or token as we keep it. Raises Unclear for one that no page and no mail could show."""
    if clean_line(number) != number or len(number) > LONGEST_NUMBER:
        raise Unclear("its number cannot be kept")
    return number
