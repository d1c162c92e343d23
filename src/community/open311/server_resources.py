"""What the addresses of GeoReport v2 point at: the city as a whole, and the format asked for."""

from dataclasses import dataclass

from pyramid.request import Request

from community.errors import Missing
from community.open311.formats import CONTENT_TYPES
from community.permissions import EVERYWHERE, Ground


@dataclass(frozen=True)
class Asked:
    """The format of the answer: xml or json."""

    format: str
    ground: Ground = EVERYWHERE


def open311_of(request: Request) -> Asked:
    """The format in the address. Raises Missing for another one."""
    form = request.matchdict["format"]
    if form not in CONTENT_TYPES:
        raise Missing
    return Asked(form)
