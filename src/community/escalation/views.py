"""HTTP in, redirect or page out: sending a post to 311 by hand."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, refused_anew
from community.cases.queries_undo import undone_by
from community.errors import Refused
from community.escalation.actions import escalate_by_hand
from community.escalation.forms import EscalationForm, read_batch, read_escalation
from community.escalation.screens import escalation_screen
from community.permissions import Permission

ESCALATE: dict[str, Any] = {
    "route_name": "observation.escalate",
    "permission": Permission.OBSERVATION_ESCALATE,
    "renderer": "escalation/escalate.jinja2",
}


@view_config(request_method="GET", **ESCALATE)
def escalate_form(request: Request) -> dict[str, Any]:
    """The author's kind is the proposal; ``?service=`` shows the questions of another one."""
    observation = request.context.observation
    acts = undone_by(request.reading, request.identity.person_id, read_batch(request.GET))
    typed = next((act.typed for act in acts if act.observation_id == observation.id), None)
    form = EscalationForm(**typed) if typed else read_escalation(request.GET)
    return {**escalation_screen(request.reading, request.identity, observation, form), "undone": 1 if typed else 0}


@view_config(request_method="POST", **ESCALATE)
def escalate(request: Request) -> dict[str, Any] | Response:
    """Send it; asked for questions only, or refused, the page comes back with all that was typed."""
    form, observation = read_escalation(request.POST), request.context.observation
    if "show" in request.POST:
        return escalation_screen(request.reading, request.identity, observation, form)
    try:
        case = escalate_by_hand(
            request.db,
            request.identity,
            observation.id,
            form.service_id,
            form.answers,
            form.reason,
            another=form.another,
        )
    except Refused as refusal:
        errors = refused_anew(request, refusal)
        return escalation_screen(request.reading, request.identity, observation, form, refusal=refusal, errors=errors)
    query = {"undo": 1} if request.knobs.undo_seconds else None
    page = request.route_path("observation", id=observation.id, _query=query)
    return answer(request, page, {"case_id": case.id})
