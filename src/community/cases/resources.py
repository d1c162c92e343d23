"""What case URLs point at."""

from dataclasses import dataclass

from pyramid.request import Request

from community.cases.models import Case
from community.cases.rules import ground_of
from community.db.ids import read_id
from community.errors import Missing
from community.permissions import Ground


@dataclass(frozen=True)
class CasePlace:
    """A case as the context of a request."""

    case: Case

    @property
    def ground(self) -> Ground:
        """Its board and the agency that holds it."""
        return ground_of(self.case)


def case_of(request: Request) -> CasePlace:
    """The case in the URL. Raises Missing."""
    case = request.reading.get(Case, read_id(request.matchdict["id"]))
    if case is None:
        raise Missing
    return CasePlace(case)
