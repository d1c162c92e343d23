"""HTTP in, redirect or page out: the inbox, and what was read in it."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer
from community.notices.actions import read_notice, read_notices
from community.notices.forms import number_in, read_ids, read_inbox
from community.notices.queries import inbox_row, unread_count
from community.notices.screens import inbox_screen
from community.permissions import Permission


@view_config(route_name="inbox", request_method="GET", permission=Permission.INBOX_READ, renderer="inbox/inbox.jinja2")
def inbox(request: Request) -> dict[str, Any]:
    """What one is told, newest first."""
    return inbox_screen(request.reading, request.identity, read_inbox(request.GET), request.knobs)


@view_config(route_name="inbox.read", request_method="POST", permission=Permission.INBOX_READ)
def read(request: Request) -> Response:
    """One line, with what is folded into it: on to what it is about. Otherwise everything up to the newest one seen,
    and back to the inbox."""
    up_to = number_in(request.POST, "up_to")
    if up_to is not None:
        read_notices(request.db, request.identity, up_to)
        return answer(request, request.route_path("inbox"), _left(request))
    ids = read_ids(request.POST)
    for notice_id in ids:
        read_notice(request.db, request.identity, notice_id)
    row = inbox_row(request.reading, request.identity.person_id, ids[0])
    page = row.page if row and row.page else request.route_path("inbox")
    return answer(request, page, _left(request))


def _left(request: Request) -> dict[str, int]:
    request.db.flush()
    return {"unread": unread_count(request.db, request.identity.person_id)}
