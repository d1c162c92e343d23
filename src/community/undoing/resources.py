"""What the address of something that can be undone points at."""

from dataclasses import dataclass

from pyramid.request import Request

from community.cases.models_undo import Undoable
from community.db.ids import read_id
from community.errors import Missing, SignInNeeded
from community.permissions import Ground, Permission, permits


@dataclass(frozen=True)
class ActPlace:
    """An act as the context of a request: nobody's but its author's."""

    act: Undoable

    @property
    def ground(self) -> Ground:
        """Whose it is."""
        return Ground(author_id=self.act.person_id)


def act_of(request: Request) -> ActPlace:
    """The act in the URL. Raises SignInNeeded, and Missing for everybody but who did it."""
    if request.identity is None:
        raise SignInNeeded
    act = request.reading.get(Undoable, read_id(request.matchdict["id"]))
    if act is None or not permits(request.identity, Permission.ACT_UNDO, ActPlace(act).ground):
        raise Missing
    return ActPlace(act)
