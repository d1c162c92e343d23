"""HTTP in; the manifest, the worker and its pages out."""

from typing import Any

from pyramid.csrf import get_csrf_token
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from community import clock
from community.offline.manifest import manifest
from community.offline.shell import worker, worker_tag

OPEN: dict[str, Any] = {"request_method": "GET", "permission": NO_PERMISSION_REQUIRED}
WORKER_POLICY = "default-src 'none'; connect-src 'self'"


@view_config(route_name="manifest", **OPEN)
def show_manifest(request: Request) -> Response:
    """What a phone installs."""
    made = Response(json_body=manifest(request.knobs.city_name), content_type="application/manifest+json")
    made.cache_control = "public, max-age=86400"
    return made


@view_config(route_name="worker", **OPEN)
def show_worker(request: Request) -> Response:
    """The service worker, asked for anew each time: nobody stays with an old one, and who has the newest pays for no
    byte of it."""
    etag = worker_tag(request.language)
    if etag in request.if_none_match:
        made = Response(status=304)
    else:
        made = Response(worker(request.language), content_type="text/javascript", charset="utf-8")
    made.etag = etag
    made.headers.update({"Cache-Control": "no-cache", "Content-Security-Policy": WORKER_POLICY})
    return made


@view_config(route_name="offline", renderer="offline/offline.jinja2", **OPEN)
def offline(request: Request) -> dict[str, Any]:
    """What is shown instead of a page that is not on this phone."""
    return {}


@view_config(route_name="outbox", renderer="offline/outbox.jinja2", **OPEN)
def outbox(request: Request) -> dict[str, Any]:
    """What waits on this phone. The server knows nothing of it: scripts fill it in."""
    return {}


@view_config(route_name="outbox.ready", **OPEN)
def ready(request: Request) -> Response:
    """For the outbox before it sends: who is signed in, and a token for the forms."""
    who = request.identity
    signed_in = who.person_id if who is not None and who.confirmed else None
    values = {"person": signed_in, "token": get_csrf_token(request), "now": int(clock.now().timestamp() * 1000)}
    made = Response(json_body=values, content_type="application/json", charset="utf-8")
    made.headers["Cache-Control"] = "private, no-store"
    return made
