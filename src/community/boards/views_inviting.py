"""HTTP in, redirect or page out: invitations, and who is captain.

A new link is shown by the POST that made it: only its hash is kept, and a redirect would have to carry it.
"""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, refused
from community.boards.actions import accept_invitation, end_invitation, hand_over, invite, share_captaincy
from community.boards.forms import read_to
from community.boards.queries import running_invitations
from community.boards.resources import BoardPlace, InvitationPlace
from community.db.ids import read_id
from community.errors import Refused
from community.permissions import Permission

INVITATIONS = {
    "route_name": "board.invitations",
    "permission": Permission.BOARD_INVITE,
    "renderer": "boards/invitations.jinja2",
}
CAPTAINS = {
    "route_name": "board.captains",
    "permission": Permission.BOARD_HAND_OVER,
    "renderer": "boards/captains.jinja2",
}
INVITATION = {"route_name": "invitation", "renderer": "boards/join.jinja2"}


@view_config(request_method="GET", **INVITATIONS)
def invitations(context: BoardPlace, request: Request) -> dict[str, Any]:
    """The links that still join, without the links."""
    running = running_invitations(request.reading, context.board.id)
    return {"board": context.board, "invitations": running, "link": None}


@view_config(request_method="POST", **INVITATIONS)
def make_invitation(context: BoardPlace, request: Request) -> dict[str, Any]:
    """A link that joins neighbors, shown once."""
    link = _link(request, invite(request.db, request.identity, context.board.id))
    running = running_invitations(request.db, context.board.id)
    return {"board": context.board, "invitations": running, "link": link}


@view_config(route_name="board.invitation.end", request_method="POST", permission=Permission.BOARD_INVITE)
def end(context: BoardPlace, request: Request) -> Response:
    """The link joins nobody any more."""
    invitation_id = read_id(request.matchdict["id"])
    end_invitation(request.db, context.board.id, invitation_id)
    page = request.route_path("board.invitations", slug=context.board.slug)
    return answer(request, page, {"invitation_id": invitation_id})


@view_config(request_method="GET", **CAPTAINS)
def captains(context: BoardPlace, request: Request) -> dict[str, Any]:
    """Who is captain, how to share it, how to hand it over."""
    return _captains(context, request)


@view_config(request_method="POST", request_param="do=share", **CAPTAINS)
def share(context: BoardPlace, request: Request) -> dict[str, Any]:
    """A link for one co-captain, shown once."""
    token = share_captaincy(request.db, request.identity, context.board.id)
    return _captains(context, request, link=_link(request, token))


@view_config(request_method="POST", **CAPTAINS)
def hand(context: BoardPlace, request: Request) -> dict[str, Any] | Response:
    """Leave the captaincy to the co-captain chosen."""
    try:
        hand_over(request.db, request.identity, context.board.id, read_to(request.POST))
    except Refused as refusal:
        return _captains(context, request, errors=refused(request, refusal))
    page = request.route_path("board", slug=context.board.slug)
    return answer(request, page, {"board_id": context.board.id})


@view_config(request_method="GET", permission=Permission.BOARD_READ, **INVITATION)
def invitation(context: InvitationPlace, request: Request) -> dict[str, Any]:
    """What one is invited to, and the button."""
    return {"board": context.board, "invitation": context.invitation}


@view_config(request_method="POST", permission=Permission.BOARD_JOIN, **INVITATION)
def accept(context: InvitationPlace, request: Request) -> Response:
    """Join. Who is signed out goes through sign-up and comes back."""
    accept_invitation(request.db, request.identity, context.invitation.id)
    page = request.route_path("board", slug=context.board.slug)
    return answer(request, page, {"board_id": context.board.id, "member": True})


def _captains(
    context: BoardPlace, request: Request, link: str | None = None, errors: dict[str, str] | None = None
) -> dict[str, Any]:
    return {"board": context.board, "captains": context.captains, "link": link, "errors": errors or {}}


def _link(request: Request, token: str) -> str:
    """The address to send to people."""
    base = request.knobs.base_url.rstrip("/") or request.host_url
    return base + request.route_path("invitation", token=token)
