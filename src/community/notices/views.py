"""HTTP in, page or redirect out. Reading a notice is a POST: nothing is written by looking."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.admin.resources import City
from community.answering import answer
from community.db.ids import read_id
from community.errors import Missing
from community.notices.actions import mark_read
from community.notices.queries import inbox, line_of
from community.permissions import Permission

TABS = ("all", "city")


@view_config(route_name="inbox", request_method="GET", permission=Permission.INBOX_READ, renderer="inbox/inbox.jinja2")
def read_inbox(context: City, request: Request) -> dict[str, Any]:
    """The inbox: everything, or what the city said."""
    tab = request.GET.get("show", "all")
    if tab not in TABS:
        raise Missing
    person_id = request.identity.person_id
    lines, after = inbox(request.reading, person_id, only_city=tab == "city", after=request.GET.get("after", ""))
    return {"tab": tab, "lines": lines, "after": after}


@view_config(route_name="inbox.read", request_method="POST", permission=Permission.INBOX_READ)
def mark(context: City, request: Request) -> Response:
    """Mark one as read and go where it leads; without one, mark all."""
    person_id = request.identity.person_id
    if not request.POST.get("id"):
        mark_read(request.db, person_id)
        return answer(request, request.route_path("inbox"), {"unread": 0})
    line = line_of(request.reading, person_id, read_id(request.POST["id"]))
    if line is None:
        raise Missing
    mark_read(request.db, person_id, line.id)
    return HTTPSeeOther(line.address)
