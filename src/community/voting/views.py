"""HTTP in, redirect or JSON out."""

from dataclasses import asdict

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, page_before
from community.lateness import late_deed
from community.observations.resources import ObservationPlace
from community.permissions import Permission
from community.voting.actions import Standing, cast_vote, join_and_vote, take_back_vote

VOTE = {"route_name": "observation.vote", "request_method": "POST"}


@view_config(**VOTE, request_param="do=cast", permission=Permission.VOTE_CAST)
def cast(context: ObservationPlace, request: Request) -> Response:
    """Upvote, as a member of the board."""
    return _told(
        request, cast_vote(request.db, request.identity, context.observation.id, request.knobs, late_deed(request))
    )


@view_config(**VOTE, request_param="do=join", permission=Permission.BOARD_JOIN)
def join(context: ObservationPlace, request: Request) -> Response:
    """Join the board and upvote, in one step."""
    return _told(
        request, join_and_vote(request.db, request.identity, context.observation.id, request.knobs, late_deed(request))
    )


@view_config(**VOTE, request_param="do=take_back", permission=Permission.VOTE_TAKE_BACK)
def take_back(context: ObservationPlace, request: Request) -> Response:
    """Take the upvote back."""
    return _told(
        request, take_back_vote(request.db, request.identity, context.observation.id, request.knobs, late_deed(request))
    )


def _told(request: Request, standing: Standing) -> Response:
    """Back to where the vote was pressed: the row of a board, or the post."""
    page = page_before(request, request.route_path("observation", id=standing.observation_id))
    return answer(request, f"{page}#o{standing.observation_id}", asdict(standing))
