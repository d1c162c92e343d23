"""Keys of programs that send requests by GeoReport."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.admin.resources import City
from community.answering import refused
from community.db.ids import read_id
from community.errors import Refused
from community.open311.keys_actions import issue_key, revoke_key
from community.open311.keys_queries import all_keys
from community.permissions import Permission

KEYS = {"route_name": "admin.keys", "renderer": "admin/keys.jinja2", "permission": Permission.KEY_MANAGE}


@view_config(request_method="GET", **KEYS)
def keys(context: City, request: Request) -> dict[str, Any]:
    """Every key, and a form for one more."""
    return _page(request, {})


@view_config(request_method="POST", **KEYS)
def key_issued(context: City, request: Request) -> dict[str, Any]:
    """Issue one. The page that answers is the only one that ever shows it."""
    try:
        _key, token = issue_key(request.db, request.identity.person_id, str(request.POST.get("name", "")))
    except Refused as refusal:
        return _page(request, refused(request, refusal))
    return _page(request, {}, token)


@view_config(request_method="POST", request_param="do=revoke", **KEYS)
def key_revoked(context: City, request: Request) -> Response:
    """Revoke one."""
    revoke_key(request.db, request.identity.person_id, read_id(request.POST.get("id", "")))
    return HTTPSeeOther(request.path)


def _page(request: Request, errors: dict[str, str], token: str = "") -> dict[str, Any]:
    typed = request.POST if errors else {}
    db = request.db if token else request.reading
    return {"keys": all_keys(db), "errors": errors, "typed": typed, "token": token}
