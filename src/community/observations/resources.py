"""What observation URLs point at, and whether this person may see that it exists."""

from dataclasses import dataclass

from pyramid.request import Request

from community.db.ids import read_id
from community.errors import Missing
from community.observations.models import Observation
from community.permissions import Ground


@dataclass(frozen=True)
class ObservationPlace:
    """An observation as the context of a request."""

    observation: Observation

    @property
    def ground(self) -> Ground:
        """Its board and its author."""
        return Ground(board_id=self.observation.board_id, author_id=self.observation.author_id)


def observation_of(request: Request) -> ObservationPlace:
    """The observation in the URL. Raises Missing for what nobody may see: withdrawn before it was escalated."""
    observation = request.reading.get(Observation, read_id(request.matchdict["id"]))
    if observation is None or not observation.listed:
        raise Missing
    return ObservationPlace(observation)
