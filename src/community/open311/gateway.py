"""The gateway to an agency's own system: at the city once, or visibly stuck.

Before a request leaves, that it leaves is committed. From then on the city may have it: a try that finds such a line
looks for its own earlier request first, in the way this endpoint offers, and asks again only where "not found" can be
believed. Where nothing can be looked up it stops, and somebody is asked to look.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.activity.registry import Later, NotTried
from community.cases.gateway import NO_NUMBER, REFUSED, UNCLEAR, Accepted, OutgoingRequest, Stuck, Trail
from community.cases.rules_handoff import LONGEST_NUMBER
from community.open311 import client
from community.open311.client import NotNow, Problem, Refusal, Unclear
from community.open311.client_line import Line, line_to
from community.open311.client_sealing import CannotSeal, check_seal, unseal
from community.open311.gateway_actions import note_answer, note_silence
from community.open311.gateway_finding import MARGIN, SAID, Search, can_look
from community.open311.gateway_history import with_history
from community.open311.gateway_models import Endpoint
from community.open311.gateway_queries import endpoint_by_id, endpoint_of
from community.open311.gateway_writing import request_fields, update_fields
from community.open311.parsing_requests import Seen
from community.prose import clean_line

NAME = "open311"


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
                raise NotTried("its system is being left alone", endpoint.rests_until - now)
            request = with_history(db, request, endpoint.id)
        try:
            call = _Call(endpoint, self._line(endpoint), request, trail, self._app.knobs.base_url.rstrip("/"))
            accepted = call.go()
        except (NotNow, Unclear) as problem:
            note_silence(self._app, endpoint.id, str(problem))
            raise _later(problem, call) from problem
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
        self.updating = request.own and endpoint.takes_updates

    def go(self) -> Accepted:
        """The hops that are left. Raises Later, Stuck, Problem."""
        if self.trail.token is not None:
            return self._numbered(self.trail.token)
        if self.trail.asked_at is not None:
            found = Search(self.endpoint, self.line, self.trail.key, self.trail.asked_at, self.updating).found()
            if found is not None:
                return self._taken(found)
        again = self.trail.asked_at is not None
        if not self.endpoint.active:
            raise Stuck(UNCLEAR if again else REFUSED, "its system is switched off")
        self.trail.asking(self.endpoint.id)
        if self.trail.asked_at is None or clock.now() - self.trail.asked_at > MARGIN:
            self.trail.not_sent()
            raise NotTried("it was held up before it left")  # another worker may believe by now that it is lost
        try:
            return self._taken(self._post())
        except Refusal as problem:
            raise Stuck(UNCLEAR if again else REFUSED, str(problem)) from problem

    def _post(self) -> Seen:
        """Only what is certain not to have left is taken back."""
        fields = request_fields(self.request, self.trail.key, self.endpoint.codes, self.site)
        try:
            if self.updating:
                client.post_update(self.line, update_fields(self.request, self.trail.key, clock.now()), self.trail.key)
                return SAID
            return client.post_request(self.line, fields, self.trail.key)
        except NotNow:
            self.trail.not_sent()
            raise

    def _taken(self, seen: Seen) -> Accepted:
        if self.updating:
            return Accepted(self.request.earlier or "", outside=True)
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


def _later(problem: Problem, call: _Call) -> Exception:
    """What a failed try comes to. A request that left and was not answered stops where nobody could look it up."""
    lookable = can_look(call.endpoint, call.line, updating=call.updating)
    if isinstance(problem, Unclear) and call.trail.asked_at is not None and not lookable:
        return Stuck(UNCLEAR, str(problem))
    return Later(str(problem), problem.after if isinstance(problem, NotNow) else timedelta(0))


def _kept(number: str) -> str:
    """A number or token as we keep it. Raises Unclear for one that no page and no mail could show."""
    if clean_line(number) != number or len(number) > LONGEST_NUMBER:
        raise Unclear("its number cannot be kept")
    return number
