"""What case URLs point at."""

from dataclasses import dataclass

from pyramid.request import Request
from sqlalchemy import func, select

from community.activity.tail import NEWEST
from community.cases.models import Case
from community.cases.rules import ground_of
from community.db.ids import read_id
from community.errors import Missing
from community.permissions import Ground


@dataclass(frozen=True)
class CasePlace:
    """A case as the context of a request, and the id of the newest activity when it was read."""

    case: Case
    newest_id: int

    @property
    def ground(self) -> Ground:
        """Its board and the agency that holds it."""
        return ground_of(self.case)


def case_of(request: Request) -> CasePlace:
    """The case in the URL. Raises Missing."""
    query = select(Case, func.coalesce(NEWEST.scalar_subquery(), 0)).where(Case.id == read_id(request.matchdict["id"]))
    found = request.reading.execute(query).first()
    if found is None:
        raise Missing
    return CasePlace(*found)
