"""HTTP in, redirect or page out: joining and leaving a board, its settings."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, page_before, refused
from community.boards.actions import join_board, leave_board, set_board
from community.boards.forms import SettingsForm, read_settings
from community.boards.resources import BoardPlace
from community.boards.rules import ESCALATIONS, LONGEST_WELCOME, MOST_VOTES
from community.permissions import Permission

SETTINGS = {"route_name": "board.settings", "permission": Permission.BOARD_SET, "renderer": "boards/settings.jinja2"}


@view_config(route_name="board.join", request_method="POST", permission=Permission.BOARD_JOIN)
def join(context: BoardPlace, request: Request) -> Response:
    """Become a neighbor here."""
    join_board(request.db, request.identity, context.board.id)
    return _back(context, request, member=True)


@view_config(route_name="board.leave", request_method="POST", permission=Permission.BOARD_LEAVE)
def leave(context: BoardPlace, request: Request) -> Response:
    """Belong here no more; votes stay."""
    leave_board(request.db, request.identity, context.board.id)
    return _back(context, request, member=False)


@view_config(request_method="GET", **SETTINGS)
def settings(context: BoardPlace, request: Request) -> dict[str, Any]:
    """The form, as the board is set now."""
    board = context.board
    threshold = "" if board.threshold is None else str(board.threshold)
    return _form(context, SettingsForm(threshold, board.threshold, board.welcome, board.escalation, {}))


@view_config(request_method="POST", **SETTINGS)
def set_settings(context: BoardPlace, request: Request) -> dict[str, Any] | Response:
    """Change them; a refused form comes back filled in."""
    form = read_settings(request.POST, request.knobs)
    if form.errors:
        return _form(context, form, refused(request, form.errors))
    set_board(
        request.db,
        request.identity,
        context.board.id,
        threshold=form.votes,
        welcome=form.welcome,
        escalation=form.escalation,
        knobs=request.knobs,
    )
    page = request.route_path("board.settings", slug=context.board.slug, _query={"saved": "yes"})
    return answer(request, page, {"board_id": context.board.id})


def _form(context: BoardPlace, form: SettingsForm, errors: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "board": context.board,
        "form": form,
        "errors": errors or {},
        "ways": ESCALATIONS,
        "most_votes": MOST_VOTES,
        "longest_welcome": LONGEST_WELCOME,
    }


def _back(context: BoardPlace, request: Request, *, member: bool) -> Response:
    page = page_before(request, request.route_path("board", slug=context.board.slug))
    return answer(request, page, {"board_id": context.board.id, "member": member})
