"""HTTP in, redirect or page out: what somebody decides by hand about a case that is stuck on its way to the city."""

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, page_before
from community.cases.actions_handoff import give_to_desk, note_number, send_again
from community.cases.queries_stuck import stuck_handoff
from community.cases.resources import CasePlace
from community.errors import Refused
from community.i18n import _
from community.permissions import Permission


@view_config(route_name="case.hand_over", request_method="POST", permission=Permission.CASE_HAND_OVER)
def hand_over(context: CasePlace, request: Request) -> Response:
    """Send it again, note the number it has there, or leave it to the desk (``do`` again, number, desk)."""
    case, by = context.case, request.identity.person_id
    stuck = stuck_handoff(request.db, case.id)
    if stuck is None:
        raise Refused(_("This case is not stuck any more."))
    deed = request.POST.get("do")
    if deed == "again":
        send_again(request.db, by, stuck.handoff_id)
    elif deed == "number":
        note_number(request.db, by, stuck.handoff_id, str(request.POST.get("number", "")))
    elif deed == "desk":
        give_to_desk(request.db, by, stuck.handoff_id)
    else:
        raise Refused(_("Choose what happens to it."))
    return answer(request, page_before(request, f"/case/{case.id}"), {"case": case.id, "do": deed})
