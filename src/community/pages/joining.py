"""Adding one's voice to a post that is here already, with what one typed offered as a reply; and the look for such
posts while somebody writes. A POST whose answer is a page: what was typed has no other place to wait in."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pyramid.config import Configurator
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.alike.pace import Pace
from community.answering import answer, refused, wants_json
from community.boards.resources import BoardPlace
from community.comments.rules import WORDS_LENGTH
from community.errors import Refused
from community.i18n import _
from community.observations.forms import read_observation, typed
from community.observations.resources import ObservationPlace
from community.observations.rules import may_be_talked_about, may_be_voted_on
from community.pages.similar import similar_posts
from community.people.rules import network_of
from community.permissions import Permission
from community.photos.taking import photo_values, photos_sent
from community.voting.actions import Standing, cast_vote, join_and_vote


def includeme(config: Configurator) -> None:
    """The pace of looking, one for this process."""
    config.registry.pace_of_looking = Pace(config.registry.knobs.limit_similar)


@view_config(route_name="board.similar", request_method="POST", permission=Permission.OBSERVATION_COMPARE)
def similar(context: BoardPlace, request: Request) -> Response:
    """Cards of posts like the one being written, as a piece of page; 204 when there are none."""
    request.registry.pace_of_looking.step(network_of(request.remote_addr))
    words = read_observation(request.POST, need_place=False).words
    cards = similar_posts(request, context.board, words) if words else []
    if not cards:
        return Response(status=204)
    return render_to_response("pages/_similar.jinja2", {"cards": cards, "board": context.board}, request=request)


@view_config(
    route_name="observation.add_voice",
    request_method="POST",
    permission=Permission.VOTE_ADD_VOICE,
    renderer="pages/voice.jinja2",
)
def add_voice(context: ObservationPlace, request: Request) -> dict[str, Any] | Response:
    """Upvote it, joining its board where needed, and open the reply box with what was typed."""
    photos_sent(request)  # what was chosen for the post goes on in the reply; before the write transaction opens
    observation = context.observation
    if not may_be_talked_about(observation.state, hidden=observation.hidden_at is not None):
        raise Refused(_("This post was taken back or hidden. Yours is not on the board yet: you can still post it."))
    if wants_json(request):
        return answer(request, "", asdict(_vote(request, observation.id, observation.board_id)))
    standing, problem = None, None
    try:
        if may_be_voted_on(observation.state, hidden=False):
            standing = _vote(request, observation.id, observation.board_id)
    except Refused as refusal:
        problem = refused(request, refusal)
    return _page(context, request, standing, problem)


def _vote(request: Request, observation_id: int, board_id: int) -> Standing:
    cast = cast_vote if request.identity.is_member(board_id) else join_and_vote
    return cast(request.db, request.identity, observation_id, request.knobs)


def _page(
    context: ObservationPlace, request: Request, standing: Standing | None, problem: Mapping[str, str] | None
) -> dict[str, Any]:
    values = typed(request.POST)
    photos, wrong = photo_values(request)
    return {
        "observation": context.observation,
        "standing": standing,
        "needed": standing.votes + standing.more if standing and standing.more is not None else 0,
        "errors": {**(problem or {}), **wrong},
        "photos": photos,
        "words": offered_words(values),
        "nameless": values["nameless"],
        "stamp": secrets.token_hex(12),
    }


def offered_words(values: Mapping[str, Any]) -> str:
    """What was typed for a post, as a reply. No address: beside a nameless reply it would tell a house."""
    parts = (values["title"], values["description"], values["landmark"])
    return "\n\n".join(part for part in parts if part)[:WORDS_LENGTH]
