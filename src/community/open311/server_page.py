"""/open311: what is here, for people and, with ``Accept: application/json``, for machines."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import wants_json
from community.i18n import iso
from community.open311.conformance_keeping import last_run
from community.open311.discovering import PATH, discovery_of
from community.open311.server_views import READ, base_of


@view_config(route_name="open311", renderer="open311/open311.jinja2", **READ)
def page(context: Any, request: Request) -> dict[str, Any] | Response:
    """The addresses, how to get a key, and what our last run against the standard found."""
    base, run = base_of(request) + PATH, last_run(request.reading)
    if wants_json(request):
        found = {"ran_at": iso(run.ran_at), "results": run.results} if run else None
        discovery = discovery_of(request.reading, request.knobs, base_of(request))
        told = {"discovery": discovery, "openapi": f"{base}/openapi.json", "conformance": found}
        return Response(json_body=told, content_type="application/json", charset="utf-8")
    failed = [result for result in run.results if result["problem"]] if run else []
    return {"base": base, "run": run, "failed": len(failed)}
