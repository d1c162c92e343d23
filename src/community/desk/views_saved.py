"""HTTP in, redirect or page out: saving a view of the queue, taking one away."""

from typing import Any
from urllib.parse import parse_qsl

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, refused
from community.db.ids import read_id
from community.desk.actions_views import drop_view, save_view
from community.desk.forms import read_address, read_queue
from community.desk.queue_screens import queue_screen
from community.errors import Refused
from community.permissions import Permission
from community.prose import clean_line


@view_config(
    route_name="desk.views", request_method="POST", permission=Permission.DESK_READ, renderer="desk/queue.jinja2"
)
def views(request: Request) -> dict[str, Any] | Response:
    """Save what the address asks for under a name, or (``drop``) take a view away; then back to the queue."""
    address, name = read_address(str(request.POST.get("address", ""))), clean_line(str(request.POST.get("name", "")))
    try:
        if "drop" in request.POST:
            drop_view(request.db, request.identity, read_id(str(request.POST["drop"])))
        else:
            save_view(request.db, request.identity, name, address)
    except Refused as refusal:
        errors = refused(request, refusal)
        form = read_queue(dict(parse_qsl(address)))
        return {**queue_screen(request.reading, request.identity, form), "view_errors": errors, "view_name": name}
    return answer(request, f"/desk?{address}", {})
