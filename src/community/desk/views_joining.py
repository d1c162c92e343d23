"""HTTP in, redirect or page out: which cases a post stands behind."""

from collections.abc import Mapping
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community import clock
from community.answering import answer, page_before, refused
from community.boards.queries import boards_named
from community.cases.actions_backing import join_case, split_case, unjoin_case
from community.cases.models import Case
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
    """Join one of the cases shown or the one whose number was typed; take the post out of one, or give it its own.
    ``back``: the page of the case at the desk, from which it was joined."""
    observation = request.context.observation
    try:
        case = _do(request, observation.id)
    except Refused as refusal:
        return _screen(request, refused(request, refusal))
    page = page_before(request, request.route_path("observation", id=observation.id))
    return answer(request, page, {"case_id": case.id})


def _do(request: Request, observation_id: int) -> Case:
    """What was pressed. Raises Missing, Refused."""
    db, who, do = request.db, request.identity, request.POST.get("do")
    by = "captain" if who.holds_on_board(Role.CAPTAIN, request.context.observation.board_id) else "liaison"
    if do == "unjoin":
        return unjoin_case(db, who, observation_id, read_id(request.POST.get("case", "")))
    if do == "split":
        return split_case(db, who, observation_id, read_id(request.POST.get("case", "")), by=by)
    typed = str(request.POST.get("number", ""))
    case_id = read_id(request.POST["case"]) if request.POST.get("case") else named_case(db, who, typed).id
    return join_case(db, who, observation_id, case_id, by=by)


def _screen(request: Request, errors: Mapping[str, str]) -> dict[str, Any]:
    observation = request.context.observation
    shown = join_screen(request.reading, request.identity, observation, now=clock.now())
    board = boards_named(request.reading, [observation.board_id])[observation.board_id]
    may_escalate = bool(request.has_permission(Permission.OBSERVATION_ESCALATE)) and observation.state == "escalated"
    typed = {"errors": errors, "number": request.POST.get("number", "")}
    return {**shown, **typed, "may_escalate": may_escalate, "board": board}
