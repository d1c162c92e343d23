"""What observation URLs point at, and whether this person may see that it exists."""

from dataclasses import dataclass

from pyramid.request import Request

from community.boards.models import Board
from community.db.ids import read_id
from community.errors import Missing
from community.observations.models import Observation
from community.observations.queries import observation_with_board
from community.permissions import Ground


@dataclass(frozen=True)
class ObservationPlace:
    """An observation as the context of a request, and the id of the newest activity when it was read."""

    observation: Observation
    board: Board
    newest_id: int

    @property
    def ground(self) -> Ground:
        """Its board and its author."""
        return Ground(board_id=self.observation.board_id, author_id=self.observation.author_id)


def observation_of(request: Request) -> ObservationPlace:
    """The observation in the URL. Raises Missing for what nobody may see: withdrawn before it was escalated."""
    found = observation_with_board(request.reading, read_id(request.matchdict["id"]))
    if found is None or not found[0].listed:
        raise Missing
    return ObservationPlace(*found)
