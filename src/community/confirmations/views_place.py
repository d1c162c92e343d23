"""HTTP in, redirect or page out: the city did not find it, and is told where it is."""

from collections.abc import Mapping
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, refused
from community.cases.queries import not_found_behind
from community.cases.rules import why_no_better_place
from community.confirmations.actions_place import give_better_place
from community.confirmations.forms import ConfirmationForm, read_confirmation
from community.errors import Refused
from community.observations.resources import ObservationPlace
from community.permissions import Permission
from community.photos.taking import photo_values, photos_sent

BETTER_PLACE: dict[str, Any] = {
    "route_name": "observation.better_place",
    "permission": Permission.OBSERVATION_PLACE_ANEW,
    "renderer": "confirmations/better_place.jinja2",
}


@view_config(request_method="GET", **BETTER_PLACE)
def better_place_form(context: ObservationPlace, request: Request) -> dict[str, Any]:
    """Room for words and a place, where the city has just said that it did not find it."""
    return _screen(request, context, read_confirmation(request.GET), {})


@view_config(request_method="POST", **BETTER_PLACE)
def better_place(context: ObservationPlace, request: Request) -> dict[str, Any] | Response:
    """Tell the city, which has the case again."""
    form, observation_id = read_confirmation(request.POST, photos_sent(request)), context.observation.id
    try:
        form.check()
        case = give_better_place(request.db, request.identity, observation_id, form.spot, form.words, request.knobs)
    except Refused as refusal:
        return _screen(request, context, form, refused(request, form.errors or refusal))
    return answer(request, request.route_path("observation", id=observation_id), {"case_id": case.id})


def _screen(
    request: Request, context: ObservationPlace, form: ConfirmationForm, errors: Mapping[str, str]
) -> dict[str, Any]:
    problem = why_no_better_place(not_found_behind(request.reading, context.observation.id))
    photos, wrong = photo_values(request)
    shown = {"observation": context.observation, "board": context.board, "problem": problem, "form": form}
    return {**shown, "photos": photos, "errors": {**errors, **wrong}}
