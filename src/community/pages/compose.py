"""Writing a post. The form can be filled in by anyone; who is not signed in is asked to after pressing Post, once
nothing is missing."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, refused, wants_json
from community.boards.resources import BoardPlace
from community.catalog.queries import active_services, questions_of
from community.errors import Refused
from community.i18n import _
from community.lateness import made_at
from community.observations.actions import check_post, post_observation
from community.observations.forms import ObservationForm, ObservationWords, answer_errors, read_observation, typed
from community.observations.kinds import usual_first, usual_kinds
from community.observations.models import Observation
from community.observations.picturing import picture_observation
from community.observations.rules import PlaceQuestion
from community.pages.pick import pick_of, press
from community.pages.similar import SimilarCard, said_seen, similar_to_ask
from community.permissions import Permission
from community.photos.masking import cover_sent
from community.photos.taking import photo_values, photos_sent

USUAL = 9
"""Kinds that stand there at once; the others open with one tap."""
POST = {"route_name": "board.post", "renderer": "pages/compose.jinja2"}


@view_config(request_method="GET", permission=Permission.BOARD_READ, **POST)
def compose(context: BoardPlace, request: Request) -> dict[str, Any]:
    """The form; a kind may be chosen in the address (``?kind=``), which shows its questions."""
    return _page(context, request, typed(request.GET), {})


@view_config(request_method="POST", request_param="pin.x", permission=Permission.BOARD_READ, **POST)
@view_config(request_method="POST", request_param="pin_do", permission=Permission.BOARD_READ, **POST)
@view_config(request_method="POST", request_param="pin_as", permission=Permission.BOARD_READ, **POST)
def pin(context: BoardPlace, request: Request) -> dict[str, Any]:
    """The same form with the pin where the map was tapped, or where a button puts it; nothing is sent yet."""
    pick = press(request, context.board, typed(request.POST))
    return {**_page(context, request, pick.values, {}), "pick": pick}


@view_config(request_method="POST", request_param="show_questions", permission=Permission.BOARD_READ, **POST)
def questions(context: BoardPlace, request: Request) -> dict[str, Any]:
    """The same form with the questions of the kind chosen; nothing is sent yet."""
    return _page(context, request, typed(request.POST), {})


@view_config(request_method="POST", request_param="photo_do", permission=Permission.BOARD_READ, **POST)
def photos_first(context: BoardPlace, request: Request) -> dict[str, Any]:
    """The same form with its photos, one of them covered if that was drawn; nothing is sent yet."""
    if request.POST.get("photo_do") == "cover":
        cover_sent(request)
    return _page(context, request, typed(request.POST), {})


@view_config(request_method="POST", permission=Permission.OBSERVATION_POST, **POST)
def post(context: BoardPlace, request: Request) -> dict[str, Any] | Response:
    """Put it on the board; or the form again, filled in, with what is wrong, what must be chosen, or what is here
    already."""
    photos, form = photos_sent(request), read_observation(request.POST)
    try:
        if cards := _similar(context, request, form):
            return _page(context, request, form.values, {}, similar=cards)
        made = _post(request, context.board.id, _words(form))
        picture_observation(request.db, request.identity, made, photos)
    except Refused as refusal:
        _tell_script(request, form, refusal)
        return _page_again(context, request, form, refusal)
    return answer(request, request.route_path("observation", id=made.id), {"observation_id": made.id})


def _post(request: Request, board_id: int, words: ObservationWords) -> Observation:
    """Raises Refused."""
    words = replace(words, made_at=made_at(request))
    return post_observation(request.db, request.identity, board_id, words, request.knobs)


def _tell_script(request: Request, form: ObservationForm, refusal: Refused) -> None:
    """The outbox of a phone has no form to fill in again: it is told the first thing that is wrong. Raises Refused."""
    if wants_json(request):
        field, message = next(iter(form.errors.items()), (refusal.field, refusal.message))
        raise Refused(message, field) if form.errors else refusal


def incomplete_post(request: Request) -> Response | None:
    """For ``problems.py``, when somebody must sign in before they can post: the form again, filled in, if it could
    not be posted as it is, or when it may be here already. None: it can travel through the sign-in. Reads only."""
    if request.matched_route is None or request.matched_route.name != "board.post" or request.method != "POST":
        return None
    form = read_observation(request.POST)
    try:
        photos_sent(request).check()
        check_post(request.reading, request.context.board.id, _words(form))
        cards = _similar(request.context, request, form)
    except Refused as refusal:
        return _answered(request, _page_again(request.context, request, form, refusal), refusal.status)
    if cards:
        return _answered(request, _page(request.context, request, form.values, {}, similar=cards), 200)
    return None


def _answered(request: Request, page: dict[str, Any], status: int) -> Response:
    response = render_to_response(POST["renderer"], page, request=request)
    response.status = status
    return response


def _similar(context: BoardPlace, request: Request, form: ObservationForm) -> list[SimilarCard]:
    """What its writer should see first, once nothing else is to be said of the post. Raises Refused."""
    words = _words(form)
    cards = similar_to_ask(request, context.board, words)
    if cards:
        check_post(request.reading, context.board.id, words)
    return cards


def _words(form: ObservationForm) -> ObservationWords:
    """The checked words. Raises Refused when something is missing."""
    if form.words is None:
        raise Refused(_("Some of it needs another look."))
    return form.words


def _page_again(context: BoardPlace, request: Request, form: ObservationForm, refusal: Refused) -> dict[str, Any]:
    """The form, filled in, with what is wrong by field, or with the boards to choose from."""
    if isinstance(refusal, PlaceQuestion):
        return _page(context, request, form.values, refused(request, refusal), refusal)
    return _page(context, request, form.values, refused(request, form.errors or refusal))


def _page(
    context: BoardPlace,
    request: Request,
    values: dict[str, Any],
    errors: Mapping[str, str],
    question: PlaceQuestion | None = None,
    similar: Sequence[SimilarCard] = (),
) -> dict[str, Any]:
    kind = values["kind"]
    photos, wrong = photo_values(request)
    usual, more = usual_first(active_services(request.reading), usual_kinds(request.reading, context.board.id), USUAL)
    number = int(kind) if kind.isascii() and kind.isdigit() and len(kind) < 19 else 0
    return {
        "board": context.board,
        "values": {**values, "client_id": values["client_id"] or secrets.token_hex(12)},
        "errors": {**errors, **wrong},
        "photos": photos,
        "answer_errors": answer_errors(errors),
        "question": question,
        "choices": question.choices if question else (),
        "similar": similar,
        "seen": "all" if similar else said_seen(request),
        "usual": usual,
        "more": more,
        "questions": questions_of(request.reading, number) if number else [],
        "pick": pick_of(request.reading, context.board, values, request.POST),
    }
