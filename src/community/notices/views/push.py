"""Push, turned on and off: for the browser that asks, or off for another one of the same person."""

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer
from community.notices.forms import number_in
from community.notices.push.actions import add_device, end_device
from community.notices.push.forms import read_subscription
from community.permissions import Permission


@view_config(route_name="me.push", request_method="POST", permission=Permission.PUSH_RECEIVE)
def push(request: Request) -> Response:
    """Show news in this browser from now on; ``do=end``: no more, in this one or the one named."""
    ending = request.POST.get("do") == "end"
    if ending:
        end_device(request.db, request.identity, number_in(request.POST, "id"))
    else:
        subscription = read_subscription(request.POST, request.knobs)
        add_device(request.db, request.identity, subscription, request.language)
    done = "push_off" if ending else "push_on"
    return answer(request, request.route_path("me.notices", _query={"done": done}), {"push": not ending})
