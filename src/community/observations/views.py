"""HTTP in, page out: older words. What an author changes stands in ``pages.own_words``, which tells the cases too."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from community.observations.queries import versions_of
from community.observations.resources import ObservationPlace
from community.permissions import Permission


@view_config(
    route_name="observation.versions",
    request_method="GET",
    permission=Permission.OBSERVATION_READ_VERSIONS,
    renderer="observations/versions.jinja2",
)
def versions(context: ObservationPlace, request: Request) -> dict[str, Any]:
    """The older words of a post, for their author only."""
    return {"observation": context.observation, "versions": versions_of(request.reading, context.observation.id)}
