"""The city as a whole: what URLs point at that name no single board, observation or case."""

from pyramid.request import Request

from community.catalog.models import Agency, Service
from community.catalog.queries import service_with_agency
from community.db.ids import read_id
from community.errors import Missing
from community.permissions import EVERYWHERE


class City:
    """The ground of everything city-wide."""

    ground = EVERYWHERE

    def __init__(self, request: Request) -> None:
        self.request = request


def service_number(request: Request) -> int:
    """The id of the service in the address. Raises Missing for what is no id."""
    return read_id(request.matchdict["id"])


def service_here(request: Request) -> tuple[Service, Agency]:
    """The service in the address, with the agency that handles it. Raises Missing."""
    found = service_with_agency(request.reading, service_number(request))
    if found is None:
        raise Missing
    return found
