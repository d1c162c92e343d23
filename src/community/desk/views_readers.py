"""HTTP in, JSON or redirect out: an open page of a case says that it is there, and hears who else is."""

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer
from community.cases.receipts import note_opened
from community.desk.readers import note_reader, others_reading, reading_line
from community.permissions import Permission


@view_config(route_name="desk.case.here", request_method="POST", permission=Permission.CASE_READ_INSIDE)
def here(request: Request) -> Response:
    """Note the reader, for neighbors that the agency has opened the case; answer with the line about the others."""
    case_id = request.context.case.id
    note_opened(request.db, case_id)
    note_reader(request.db, request.identity, case_id)
    line = reading_line(others_reading(request.db, request.identity, case_id))
    return answer(request, request.route_path("desk.case", id=case_id), {"line": line})
