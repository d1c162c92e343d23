"""HTTP in, page out: the cases of a liaison that are stuck on their way to the city."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from community.cases.rules_handoff import WHY
from community.db.ids import read_number
from community.desk.stuck import stuck_here
from community.permissions import Permission


@view_config(
    route_name="desk.stuck", request_method="GET", renderer="desk/stuck.jinja2", permission=Permission.DESK_READ
)
def stuck(context: Any, request: Request) -> dict[str, Any]:
    """What did not get through, and what can be done about it."""
    after = read_number(request.GET.get("after"))
    return {"page": stuck_here(request.reading, request.identity, after), "after": after, "why": WHY}
