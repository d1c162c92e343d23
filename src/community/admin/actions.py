"""What only an administrator does and no other room offers: a delivery tried again, a name on a board's sign, a part
whose scope is checked."""

from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Delivery
from community.activity.record import record
from community.admin.forms import PartWanted
from community.boards.facts import BoardSet
from community.boards.models import Board
from community.catalog.models import Agency
from community.errors import Missing, Refused
from community.i18n import _
from community.people.actions import grant_part
from community.places.rules import fold

LONGEST_NAME = 100


def retry_delivery(db: Session, delivery_id: int) -> None:
    """Let the worker try it again now. Raises Missing for one that is done or unknown."""
    delivery = db.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.done_at is not None:
        raise Missing
    delivery.due, delivery.given_up_at, delivery.tries = clock.now(), None, 0


def name_board(db: Session, by: int, board_id: int, name: str, extent: str) -> None:
    """Change the two lines of a board's sign; its address stays. Raises Missing, Refused."""
    board = db.get(Board, board_id, with_for_update=True)
    if board is None:
        raise Missing
    if not fold(name) or max(len(name), len(extent)) > LONGEST_NAME:
        raise Refused(_("Write a name, in up to {n} letters.").format(n=LONGEST_NAME), "name")
    board.name, board.name_key, board.extent = name, fold(name), extent or None
    record(db, BoardSet(board_id=board_id), actor_id=by)


def give_part(db: Session, by: int, person_id: int, wanted: PartWanted) -> None:
    """Give a person a part, on ground that exists. Raises Missing."""
    if wanted.scope_kind == "board" and db.get(Board, wanted.scope_id) is None:
        raise Missing
    if wanted.scope_kind == "agency" and db.get(Agency, wanted.scope_id) is None:
        raise Missing
    for board_id in wanted.boards or ():
        if db.get(Board, board_id) is None:
            raise Missing
    grant_part(db, person_id, wanted.role, wanted.scope_kind, wanted.scope_id, wanted.boards, by=by)
