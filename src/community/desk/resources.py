"""What desk URLs point at: a case, for those who may see it from the inside; for everybody else there is none."""

from pyramid.request import Request

from community.cases.resources import CasePlace, case_of
from community.errors import Missing, SignInNeeded
from community.permissions import Permission, permits


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
