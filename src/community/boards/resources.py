"""What board URLs point at."""

from dataclasses import dataclass

from pyramid.request import Request

from community.boards.models import Board, Invitation
from community.boards.queries import CaptainName, board_by_slug, open_invitation
from community.errors import Missing
from community.permissions import Ground


@dataclass(frozen=True)
class BoardPlace:
    """A board as the context of a request, with what was read beside it (see ``BoardFound``)."""

    board: Board
    captains: tuple[CaptainName, ...]
    newest_id: int

    @property
    def ground(self) -> Ground:
        """Captains and neighbors of this board count here."""
        return Ground(board_id=self.board.id)


@dataclass(frozen=True)
class InvitationPlace:
    """An invitation that still joins, and its board. The token itself was in the URL and is not kept."""

    invitation: Invitation
    board: Board

    @property
    def ground(self) -> Ground:
        """The board the invitation joins."""
        return Ground(board_id=self.board.id)


def board_of(request: Request) -> BoardPlace:
    """The board named by the slug. Raises Missing."""
    found = board_by_slug(request.reading, request.matchdict["slug"])
    if found is None:
        raise Missing
    return BoardPlace(found.board, found.captains, found.newest_id)


def invitation_of(request: Request) -> InvitationPlace:
    """The running invitation behind the token. Raises Missing for unknown, ended and expired ones alike."""
    found = open_invitation(request.reading, request.matchdict["token"])
    if found is None:
        raise Missing
    return InvitationPlace(*found)
