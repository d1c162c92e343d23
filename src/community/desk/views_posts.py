"""HTTP in, redirect or page out: sorting a case, and the city's answer to a post that has no case."""

from typing import Any, TypeAlias

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer as answer_with
from community.answering import refused_anew
from community.cases.actions import answer_observation, sort_case
from community.db.ids import read_number
from community.desk.forms import read_act
from community.desk.picturing import add_photos, typed_photos
from community.desk.screens import answer_screen, next_address
from community.desk.sorting import sort_screen
from community.desk.undone import typed_before, undone_acts, words_back
from community.errors import Refused
from community.permissions import Permission
from community.photos.taking import photos_sent

Answer: TypeAlias = dict[str, Any] | Response
SORT: dict[str, Any] = {
    "route_name": "desk.sort",
    "permission": Permission.CASE_SORT,
    "renderer": "desk/sort.jinja2",
}
ANSWER: dict[str, Any] = {
    "route_name": "observation.answer",
    "permission": Permission.OBSERVATION_ANSWER,
    "renderer": "desk/answer.jinja2",
}


@view_config(request_method="GET", **SORT)
def sort_form(request: Request) -> dict[str, Any]:
    """Choose what kind of request a case is; ``?service=`` shows the questions of another kind."""
    return sort_screen(request.reading, request.context.case.id, read_number(request.GET.get("service")))


@view_config(request_method="POST", **SORT)
def sort(request: Request) -> Answer:
    """The kind is chosen; asked for questions only, or refused, the page comes back with all that was typed."""
    act, case_id = read_act(request.POST), request.context.case.id
    if "show" in request.POST:
        return sort_screen(request.reading, case_id, act.service_id, act=act)
    try:
        sort_case(request.db, request.identity, case_id, act.version, act.service_id, act.answers)
    except Refused as refusal:
        refused_anew(request, refusal)
        return sort_screen(request.reading, case_id, act.service_id, act=act, refusal=refusal)
    return answer_with(request, next_address(request.db, request.identity, case_id, act.back), {"case_id": case_id})


@view_config(request_method="GET", **ANSWER)
def answer_form(request: Request) -> dict[str, Any]:
    """The form for the city's word under a post without a case."""
    acts = [act for act in undone_acts(request) if act.observation_id == request.context.observation.id]
    typed = typed_before(acts[0]) if acts else None
    screen = answer_screen(request.reading, request.identity, request.context.observation, act=typed)
    return {**screen, **(words_back(request, acts) if acts else {})}


@view_config(request_method="POST", **ANSWER)
def answer(request: Request) -> Answer:
    """Publish the city's word; refused, the page comes back with all that was typed."""
    photos, act, observation = photos_sent(request), read_act(request.POST), request.context.observation
    screen = answer_screen(request.reading, request.identity, observation, act=act)
    try:
        written = answer_observation(request.db, request.identity, observation.id, act.words, screen["agency_id"])
        add_photos(request.db, request.identity, written, photos)
    except Refused as refusal:
        refused_anew(request, refusal)
        return {**screen, **typed_photos(request), "refusal": refusal}
    query = {"undo": 1} if request.knobs.undo_seconds else None
    page = request.route_path("observation", id=observation.id, _query=query, _anchor=f"f{written.id}")
    return answer_with(request, page, {"follow_up_id": written.id})
