"""HTTP in, redirect or page out: the sheet of keys and its switch."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer
from community.desk.habits import switch_keys
from community.permissions import Permission


@view_config(route_name="desk.keys", request_method="GET", permission=Permission.DESK_READ, renderer="desk/keys.jinja2")
def keys(request: Request) -> dict[str, Any]:
    """What each key does, and whether they work."""
    return {}


@view_config(route_name="desk.keys", request_method="POST", permission=Permission.DESK_READ)
def switch(request: Request) -> Response:
    """Turn them on or off."""
    switch_keys(request.db, request.identity, on=request.POST.get("do") == "on")
    return answer(request, "/desk/keys", {})
