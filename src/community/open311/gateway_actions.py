"""The circuit of an endpoint, and what an administrator sets."""

import random
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.activity.timers import set_timer
from community.catalog.models import Agency
from community.errors import Missing, Refused
from community.i18n import _
from community.open311.client_sealing import CannotSeal, seal
from community.open311.gateway_facts import EndpointSet
from community.open311.gateway_forms import EndpointWanted
from community.open311.gateway_models import Endpoint
from community.open311.gateway_queries import endpoint_of
from community.settings import Settings

PULL, FIRST_PULL = "open311.pull", timedelta(minutes=1)
"""The timer that asks what became of our requests."""
OPENS_AFTER = 5
"""Failures in a row after which an endpoint is left alone for a while."""
LONGEST_REST = timedelta(minutes=3)
"""One request in three minutes is no burden to anybody, and what waits is on its way soon after the system is back."""


def note_answer(app: Any, endpoint: Endpoint) -> None:
    """It answers: the circuit is closed again. Writes only where it was not."""
    if endpoint.failures == 0:
        return
    with app.sessions.writing() as db, db.begin():
        change = update(Endpoint).where(Endpoint.id == endpoint.id)
        db.execute(change.values(failures=0, rests_until=None, problem=""))


def note_silence(app: Any, endpoint_id: int, why: str) -> None:
    """It did not answer well. From the fifth time on it is left alone, twice as long each time, with jitter."""
    with app.sessions.writing() as db, db.begin():
        endpoint = db.get(Endpoint, endpoint_id, with_for_update=True)
        if endpoint is None:
            return
        endpoint.failures, endpoint.problem = endpoint.failures + 1, why[:300]
        beyond = endpoint.failures - OPENS_AFTER
        if beyond >= 0:
            rest = min(timedelta(seconds=app.knobs.circuit_rest * 2 ** min(beyond, 12)), LONGEST_REST)
            endpoint.rests_until = clock.now() + rest * (1 + random.random() / 4)


def save_endpoint(db: Session, by: int, agency_id: int, wanted: EndpointWanted, knobs: Settings) -> Endpoint:
    """Set where an agency's cases go. An empty API key keeps the one there is. Raises Missing, Refused."""
    if db.get(Agency, agency_id) is None:
        raise Missing
    endpoint = endpoint_of(db, agency_id) or Endpoint(agency_id=agency_id)
    for name, value in wanted.values.items():
        setattr(endpoint, name, value)
    if wanted.api_key or wanted.drop_key:
        endpoint.sealed_key = _sealed(wanted.api_key, knobs)
    endpoint.failures, endpoint.rests_until, endpoint.problem = 0, None, ""
    db.add(endpoint)
    db.flush()
    record(db, EndpointSet(agency_id, endpoint.active), actor_id=by)
    if endpoint.active:
        set_timer(db, PULL, str(endpoint.id), clock.now() + FIRST_PULL)
    return endpoint


def _sealed(api_key: str, knobs: Settings) -> str:
    try:
        return seal(api_key, knobs)
    except CannotSeal:
        message = _("Keys cannot be kept yet. Whoever runs this site has to set community.seal_key first.")
        raise Refused(message, "api_key") from None
