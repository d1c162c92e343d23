"""HTTP in, redirect out: undo what one has just done, and go on in the form it was typed into."""

from collections.abc import Sequence

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer
from community.cases.models_undo import CLOSE, ESCALATE, Undoable
from community.cases.queries import has_case
from community.permissions import Permission
from community.undoing.actions import undo

LONGEST_ADDRESS = 1000
"""Of the queue that somebody works through, as its pages carry it; the page of the case reads it with care."""


@view_config(route_name="undo", request_method="POST", permission=Permission.ACT_UNDO)
def undo_act(request: Request) -> Response:
    """Undo it. What cannot be undone says why on a page of its own."""
    undone = undo(request.db, request.identity, request.context.act.id)
    return answer(request, _form_of(request, undone), {"undone": [act.id for act in undone]})


def _form_of(request: Request, undone: Sequence[Undoable]) -> str:
    """Where the words stand again."""
    act, query = undone[0], {"undone": str(request.context.act.id)}
    if act.act == ESCALATE:
        if has_case(request.db, act.observation_id or 0) and not act.typed.get("another"):
            return request.route_path("observation", id=act.observation_id)
        return request.route_path("observation.escalate", id=act.observation_id, _query=query)
    if act.case_id is None:
        return request.route_path("observation.answer", id=act.observation_id, _query=query)
    back = str(request.POST.get("back", ""))[:LONGEST_ADDRESS]
    if back:
        query["back"] = back
    if len(undone) > 1:
        return request.route_path("desk.bulk", _query=query)
    return request.route_path("desk.case", id=act.case_id, _query=query, _anchor="close" if act.act == CLOSE else "say")
