"""The link below a mail to a reporter: it ends the mails, and the address is forgotten. Works without a sign-in."""

from typing import Any

from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from community.errors import Missing
from community.open311.server_letters import tokens_alike
from community.people.actions.reporters import forget_reporter
from community.people.queries_reporters import reporter_by_token

STOP: dict[str, Any] = {
    "route_name": "open311.stop",
    "permission": NO_PERMISSION_REQUIRED,
    "renderer": "open311/stop.jinja2",
}


@view_config(request_method="GET", **STOP)
def ask(request: Request) -> dict[str, Any]:
    """Ask before anything is done: programs that look at mails follow links. Raises Missing."""
    if reporter_by_token(request.reading, request.matchdict["token"]) is None:
        raise Missing
    return {"done": False}


@view_config(request_method="POST", require_csrf=False, **STOP)
def stop(request: Request) -> dict[str, Any]:
    """Forget the address. Pressed twice it is as forgotten."""
    reporter = reporter_by_token(request.db, request.matchdict["token"])
    for token in tokens_alike(request.db, reporter) if reporter else ():
        forget_reporter(request.db, token)
    return {"done": True}
