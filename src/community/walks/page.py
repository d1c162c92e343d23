"""The page of a walk: the form for what is seen, the roll-call, and the summary of today."""

import secrets
from collections.abc import Mapping
from typing import Any

from pyramid.request import Request
from webob.multidict import MultiDict

from community import clock
from community.boards.models import Board
from community.catalog.queries import active_services
from community.confirmations.rules import is_city_staff
from community.observations.forms import ObservationForm, read_observation
from community.observations.kinds import usual_first, usual_kinds
from community.photos.taking import photo_values
from community.walks.queries import answered_since, noted_since, roll_call
from community.walks.rules import USUAL, day_of, start_of


def read_note(request: Request) -> ObservationForm:
    """What was noted: a post, whose kind says what it is where no words do. One query, none where there are words."""
    fields = MultiDict(request.POST)
    if not str(fields.get("title", "")).strip():
        kinds = {str(kind.id): kind.name for kind in active_services(request.reading)}
        fields["title"] = kinds.get(str(fields.get("kind", "")), "")
    return read_observation(fields)


def walk_page(request: Request, board: Board, values: Mapping[str, Any], errors: Mapping[str, str]) -> dict[str, Any]:
    """As the captain who walks reads it; ``values`` and ``errors`` fill the form in."""
    db, zone, who = request.reading, request.knobs.city_zone, request.identity
    day = day_of(clock.now(), zone)
    since = start_of(day, zone)
    page = kept_page(request, board, values)
    photos, wrong = photo_values(request)
    return page | {
        "errors": {**errors, **wrong},
        "photos": photos,
        "noted": noted_since(db, who.person_id, board.id, since),
        "answered": {one.observation_id: one for one in answered_since(db, who.person_id, board.id, since)},
        "may_say": not is_city_staff(who),
    }


def kept_page(request: Request, board: Board, values: Mapping[str, Any]) -> dict[str, Any]:
    """What phones keep of it: the same for everybody, without anything of anybody. Three queries."""
    db, now = request.reading, clock.now()
    usual, more = usual_first(active_services(db), usual_kinds(db, board.id), USUAL)
    return {
        "board": board,
        "values": {**values, "client_id": values["client_id"] or secrets.token_hex(12)},
        "errors": {},
        "photos": [],
        "usual": usual,
        "more": more,
        "called": roll_call(db, board.id, now),
        "noted": [],
        "answered": {},
        "may_say": True,
    }
