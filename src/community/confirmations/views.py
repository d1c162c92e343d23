"""HTTP in, redirect or page out: who went and looked says what they saw."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, page_before, refused, wants_json
from community.comments.queries import spoke_nameless
from community.confirmations.actions import answer_closing, say_seen
from community.confirmations.forms import ConfirmationForm, read_confirmation
from community.confirmations.screens import confirmation_screen
from community.errors import Refused
from community.lateness import made_at
from community.observations.resources import ObservationPlace
from community.permissions import Permission
from community.photos.taking import photo_values, photos_sent

CONFIRM: dict[str, Any] = {
    "route_name": "observation.confirm",
    "permission": Permission.CONFIRMATION_GIVE,
    "renderer": "confirmations/confirm.jinja2",
}


@view_config(request_method="GET", **CONFIRM)
def confirm_form(context: ObservationPlace, request: Request) -> dict[str, Any]:
    """The answer with room for words and photos (``?case=``: of the closing of that case)."""
    form = read_confirmation(request.GET)
    nameless = spoke_nameless(request.reading, request.identity.person_id, context.observation.id)
    return _screen(request, context, replace(form, words=replace(form.words, nameless=nameless)), {})


@view_config(request_method="POST", **CONFIRM)
def confirm(context: ObservationPlace, request: Request) -> dict[str, Any] | Response:
    """Say it, and go back to the post; refused, the page comes back with all that was typed."""
    form = read_confirmation(request.POST, photos_sent(request))
    observation_id = context.observation.id
    try:
        _say(request, observation_id, form)
    except Refused as refusal:
        if wants_json(request):
            raise
        return _screen(request, context, form, refused(request, form.errors or refusal))
    post = request.route_path("observation", id=observation_id)
    page = page_before(request, post)
    mark = "looked" if page == post else f"o{observation_id}"
    return answer(request, f"{page}#{mark}", {"observation_id": observation_id})


def _say(request: Request, observation_id: int, form: ConfirmationForm) -> None:
    """Raises Refused for what the form or the rules refuse."""
    form.check()
    db, who, knobs, words = request.db, request.identity, request.knobs, replace(form.words, made_at=made_at(request))
    if form.case_id is None:
        say_seen(db, who, observation_id, form.says, knobs, words)
    else:
        answer_closing(db, who, observation_id, form.case_id, form.says, knobs, words)


def _screen(
    request: Request, context: ObservationPlace, form: ConfirmationForm, errors: Mapping[str, str]
) -> dict[str, Any]:
    shown = confirmation_screen(request.reading, request.identity, context.observation, form)
    photos, wrong = photo_values(request)
    return {**shown, "board": context.board, "photos": photos, "errors": {**errors, **wrong}}
