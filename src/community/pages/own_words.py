"""What an author does to a post: edit, withdraw; and how a captain or liaison sorts one. GET shows the form, a refused
POST shows it filled in again. The cases behind the post are told in the same transaction."""

from collections.abc import Callable, Mapping
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, refused
from community.boards.models import Board
from community.cases.actions import note_words_edited, note_words_withdrawn
from community.catalog.queries import active_services, questions_of
from community.errors import Refused
from community.observations.actions import edit_observation, sort_observation, withdraw_observation
from community.observations.forms import (
    ObservationForm,
    ObservationWords,
    answer_errors,
    read_observation,
    read_sorting,
)
from community.observations.models import Observation
from community.observations.picturing import add_photos
from community.observations.queries import exact_place
from community.observations.resources import ObservationPlace
from community.observations.rules import check_editable, check_sortable, may_author_sort
from community.permissions import Permission
from community.photos.taking import photo_values, photos_sent

EDIT = {
    "route_name": "observation.edit",
    "permission": Permission.OBSERVATION_EDIT,
    "renderer": "observations/edit.jinja2",
}
SORT = {
    "route_name": "observation.sort",
    "permission": Permission.OBSERVATION_SORT,
    "renderer": "observations/sort.jinja2",
}
WITHDRAW = {"route_name": "observation.withdraw", "permission": Permission.OBSERVATION_WITHDRAW}


@view_config(request_method="GET", **EDIT)
def edit(context: ObservationPlace, request: Request) -> dict[str, Any]:
    """The words as they are, to be changed; kind and place too until a neighbor has voted."""
    observation = context.observation
    check_editable(observation.state, hidden=observation.hidden_at is not None)
    return _form(request, observation, _as_typed(request, observation, exact=True))


@view_config(request_method="POST", **EDIT)
def edit_posted(context: ObservationPlace, request: Request) -> dict[str, Any] | Response:
    """Change the words, and what else the form held."""
    photos_sent(request)  # before the write transaction opens
    return _posted(request, context.observation, read_observation(request.POST, need_place=False), _change)


def _change(request: Request, observation_id: int, words: ObservationWords) -> None:
    if edit_observation(request.db, request.identity, observation_id, words.title, words.description):
        note_words_edited(request.db, observation_id)
    add_photos(request.db, request.identity, observation_id, photos_sent(request))
    if "kind" in request.POST:
        _sort(request, observation_id, words)


def _sort(request: Request, observation_id: int, words: ObservationWords) -> None:
    sort_observation(request.db, request.identity, observation_id, words.service_id, words.answers, words.spot)


@view_config(request_method="GET", **SORT)
def sort(context: ObservationPlace, request: Request) -> dict[str, Any]:
    """Kind and place of a post on the board, to be put right by its captain or a liaison."""
    check_sortable(context.observation.state)
    own = context.observation.author_id == request.identity.person_id
    return _form(request, context.observation, _as_typed(request, context.observation, exact=own))


@view_config(request_method="POST", **SORT)
def sort_posted(context: ObservationPlace, request: Request) -> dict[str, Any] | Response:
    """Change kind and place."""
    return _posted(request, context.observation, read_sorting(request.POST), _sort)


@view_config(request_method="GET", renderer="observations/withdraw.jinja2", **WITHDRAW)
def withdraw(context: ObservationPlace, request: Request) -> dict[str, Any]:
    """What goes and what stays, said before it is done."""
    return {"observation": context.observation, "board": _board(request, context.observation)}


@view_config(request_method="POST", **WITHDRAW)
def withdraw_posted(context: ObservationPlace, request: Request) -> Response:
    """Take the words back, on the page, at the desk and in what has not been sent yet."""
    observation = withdraw_observation(request.db, request.identity, context.observation.id)
    note_words_withdrawn(request.db, observation.id)
    if observation.listed:
        return _back(request, observation.id)
    board = _board(request, observation)
    return answer(request, request.route_path("board", slug=board.slug), {"observation_id": observation.id})


def _posted(
    request: Request,
    observation: Observation,
    form: ObservationForm,
    change: Callable[[Request, int, ObservationWords], None],
) -> dict[str, Any] | Response:
    """Do the ``change`` and go back to the post; refused, the form comes back filled in."""
    if form.words is None:
        return _form(request, observation, form.values, refused(request, form.errors))
    try:
        change(request, observation.id, form.words)
    except Refused as refusal:
        return _form(request, observation, form.values, refused(request, refusal))
    return _back(request, observation.id)


def _back(request: Request, observation_id: int) -> Response:
    page = request.route_path("observation", id=observation_id)
    return answer(request, f"{page}#o{observation_id}", {"observation_id": observation_id})


def _board(request: Request, observation: Observation) -> Board:
    return request.reading.get_one(Board, observation.board_id)


def _as_typed(request: Request, observation: Observation, *, exact: bool) -> dict[str, Any]:
    """The present words as form values. ``exact``: the place as its author wrote it; else nothing, which keeps it."""
    place = exact_place(request.reading, observation.id) if exact else None
    return {
        "title": observation.title,
        "description": observation.description,
        "kind": str(observation.service_id or ""),
        "answers": observation.answers,
        "place": place.address if place else "",
        "landmark": observation.landmark,
    }


def _form(
    request: Request, observation: Observation, values: Mapping[str, Any], errors: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What the two forms show: the values, what is wrong with them, and the kinds there are."""
    kind = values["kind"]
    photos, wrong = photo_values(request)
    return {
        "observation": observation,
        "photos": photos,
        "board": _board(request, observation),
        "values": values,
        "errors": {**(errors or {}), **wrong},
        "answer_errors": answer_errors(errors or {}),
        "services": active_services(request.reading),
        "questions": questions_of(request.reading, int(kind))
        if kind.isascii() and kind.isdigit() and len(kind) < 19
        else [],
        "may_sort": may_author_sort(observation.state, observation.vote_count),
    }
