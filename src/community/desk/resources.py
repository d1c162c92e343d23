"""What desk URLs point at: a case, for those who may see it from the inside; for everybody else there is none."""

from dataclasses import dataclass

from pyramid.request import Request

from community.cases.resources import CasePlace, case_of
from community.catalog.models import Agency
from community.db.ids import read_id
from community.errors import Missing, SignInNeeded
from community.permissions import Ground, Permission, permits


def desk_case_of(request: Request) -> CasePlace:
    """The case, for a liaison who holds it. Raises SignInNeeded before anything is looked up, Missing."""
    return _seen_by(request, Permission.CASE_READ_INSIDE)


def case_to_sort(request: Request) -> CasePlace:
    """The case, for those who may sort it: its liaisons and the captain of its board. Raises as above."""
    return _seen_by(request, Permission.CASE_SORT)


def _seen_by(request: Request, permission: Permission) -> CasePlace:
    if request.identity is None:
        raise SignInNeeded
    place = case_of(request)
    if not permits(request.identity, permission, place.ground):
        raise Missing
    return place


@dataclass(frozen=True)
class AgencyPlace:
    """An agency as the context of a request; nothing on it belongs to one board."""

    agency: Agency

    @property
    def ground(self) -> Ground:
        """The agency."""
        return Ground(agency_ids=frozenset({self.agency.id}))


def agency_of(request: Request) -> AgencyPlace:
    """The agency, for those who write its answer templates. Raises SignInNeeded, Missing."""
    if request.identity is None:
        raise SignInNeeded
    agency = request.reading.get(Agency, read_id(request.matchdict["id"]))
    if agency is None or not permits(request.identity, Permission.TEMPLATE_MANAGE, AgencyPlace(agency).ground):
        raise Missing
    return AgencyPlace(agency)
