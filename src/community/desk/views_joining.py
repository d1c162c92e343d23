"""HTTP in, redirect or page out: which cases a post stands behind."""

from collections.abc import Mapping
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community import clock
from community.answering import answer, refused
from community.boards.queries import boards_named
from community.cases.actions_backing import join_case, unjoin_case
from community.db.ids import read_id
from community.desk.joining import join_screen, named_case
from community.errors import Refused
from community.permissions import Permission, Role

JOIN: dict[str, Any] = {
    "route_name": "observation.case",
    "permission": Permission.OBSERVATION_JOIN,
    "renderer": "desk/join.jinja2",
}


@view_config(request_method="GET", **JOIN)
def join_form(request: Request) -> dict[str, Any]:
    """Where the post stands, what it may join, and a field for another number."""
    return _screen(request, {})


@view_config(request_method="POST", **JOIN)
def joined(request: Request) -> dict[str, Any] | Response:
    """Join one of the cases shown or the one whose number was typed; or take the post out of one."""
    db, who, observation = request.db, request.identity, request.context.observation
    try:
        if request.POST.get("do") == "unjoin":
            case = unjoin_case(db, who, observation.id, read_id(request.POST.get("case", "")))
        else:
            typed = str(request.POST.get("number", ""))
            case_id = read_id(request.POST["case"]) if request.POST.get("case") else named_case(db, who, typed).id
            by = "captain" if who.holds_on_board(Role.CAPTAIN, observation.board_id) else "liaison"
            case = join_case(db, who, observation.id, case_id, by=by)
    except Refused as refusal:
        return _screen(request, refused(request, refusal))
    return answer(request, request.route_path("observation", id=observation.id), {"case_id": case.id})


def _screen(request: Request, errors: Mapping[str, str]) -> dict[str, Any]:
    observation = request.context.observation
    shown = join_screen(request.reading, request.identity, observation, now=clock.now())
    board = boards_named(request.reading, [observation.board_id])[observation.board_id]
    return {**shown, "board": board, "errors": errors, "number": request.POST.get("number", "")}
