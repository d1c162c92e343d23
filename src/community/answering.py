"""How a POST answers: a script that asks for JSON gets JSON, a form gets sent on to the page that shows the change."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from community.errors import Refused

LOCAL = re.compile(r"/(?!.*(?://|/\.\.?/|\\))(?!/)[!-~]{0,500}")
"""A path on this site: a form may name the page it stands on, and no other site, however it is written."""


def wants_json(request: Request) -> bool:
    """Whether a script is asking, and not a page."""
    accept = request.headers.get("Accept", "")
    return "application/json" in accept and "text/html" not in accept


def answer(request: Request, page: str, data: dict[str, Any]) -> Response:
    """``data`` for a script; for a form a redirect to ``page``, its fragment included."""
    if wants_json(request):
        return Response(json_body=data, content_type="application/json", charset="utf-8")
    return HTTPSeeOther(location=page)


def page_before(request: Request, otherwise: str) -> str:
    """The page the form says it stands on (field ``back``), without a fragment, if it is one of this site."""
    back = request.POST.get("back", "")
    if isinstance(back, str) and LOCAL.fullmatch(back):
        return back.partition("#")[0]
    return otherwise


def page_here(request: Request) -> str:
    """The address to come back to from what a page sends: its own; where a form made the page, the form's."""
    if request.method == "GET":
        query = request.environ.get("QUERY_STRING", "")
        path = quote(request.environ.get("PATH_INFO", "").encode("latin-1"), safe="/:@!$&'()*+,;=-._~")
    else:
        _scheme, _slashes, rest = (request.referer or "").partition("://")
        host, _slash, rest = rest.partition("/")
        path, _mark, query = ("/" + rest if host == request.host else "/").partition("?")
    here = f"{path}?{query}" if query else path
    return here if LOCAL.fullmatch(here) else "/"


def refused(request: Request, errors: Refused | Mapping[str, str]) -> dict[str, str]:
    """Let the page that follows be a refusal (it rolls back), and say what is wrong by field; what belongs to no
    field stands under an empty name."""
    if isinstance(errors, Refused):
        request.response.status = errors.status
        return {errors.field or "": errors.message}
    request.response.status = 422
    return dict(errors)


def refused_anew(request: Request, refusal: Refused) -> dict[str, str]:
    """As ``refused``, where the page that follows takes a new look at the data: somebody may have acted since this
    request began to read. A script gets the refusal itself, raised."""
    if wants_json(request):
        raise refusal
    errors = refused(request, refusal)
    request.reading.rollback()
    return errors
