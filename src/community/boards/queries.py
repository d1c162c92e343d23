"""What pages read about boards."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from community import clock
from community.activity.tail import NEWEST
from community.boards.models import Board, Invitation
from community.boards.rules import threshold_of, votes_asked
from community.people.identity import token_hash
from community.people.models import Membership, Person

__all__ = [
    "BoardFound",
    "BoardName",
    "CaptainName",
    "all_boards",
    "board_by_slug",
    "boards_named",
    "open_invitation",
    "running_invitations",
    "threshold_of",
    "votes_asked",
]


@dataclass(frozen=True)
class BoardName:
    """A board as lists, look-ups and pickers show it."""

    id: int
    slug: str
    name: str
    extent: str | None


@dataclass(frozen=True)
class CaptainName:
    """A captain, by the name everyone sees."""

    person_id: int
    name: str
    since: datetime


@dataclass(frozen=True)
class BoardFound:
    """A board with its captains, longest first; their names are public, so is their part. ``newest_id`` is that of
    the newest activity when it was read."""

    board: Board
    captains: tuple[CaptainName, ...]
    newest_id: int


COLUMNS = Board.__table__.columns
BY_SLUG = (
    select(NEWEST.scalar_subquery(), Person.id, Person.display_name, Membership.created_at, *COLUMNS)
    .select_from(Board)
    .outerjoin(
        Membership,
        and_(Membership.scope_kind == "board", Membership.scope_id == Board.id, Membership.role == "captain"),
    )
    .outerjoin(
        Person, and_(Person.id == Membership.person_id, Person.suspended_at.is_(None), Person.closed_at.is_(None))
    )
    .where(Board.slug == bindparam("slug"))
    .order_by(Membership.created_at, Membership.id)
)
"""Every page of a board begins with it: the board once for each captain, and what a live page must know."""
NAMES = select(Board.id, Board.slug, Board.name, Board.extent)


def board_by_slug(db: Session, slug: str) -> BoardFound | None:
    """The board with this address, of no session: the ORM is left out. One query."""
    if "\0" in slug:
        return None
    rows = db.connection().execute(BY_SLUG, {"slug": slug}).all()
    if not rows:
        return None
    board = Board(**dict(zip(COLUMNS.keys(), rows[0][4:], strict=True)))
    captains = tuple(CaptainName(*row[1:4]) for row in rows if row[1] is not None)
    return BoardFound(board, captains, rows[0][0] or 0)


def all_boards(db: Session) -> list[BoardName]:
    """Every board, by name."""
    return [BoardName(*row) for row in db.execute(NAMES.order_by(Board.name_key, Board.id))]


def boards_named(db: Session, ids: Collection[int]) -> dict[int, BoardName]:
    """The boards with these ids."""
    return {row.id: BoardName(*row) for row in db.execute(NAMES.where(Board.id.in_(ids)))} if ids else {}


def running_invitations(db: Session, board_id: int) -> Sequence[Invitation]:
    """Invitations of the board that still join, newest first."""
    query = select(Invitation).where(Invitation.board_id == board_id, Invitation.ended_at.is_(None))
    return db.scalars(query.where(Invitation.expires_at > clock.now()).order_by(Invitation.id.desc())).all()


def open_invitation(db: Session, token: str) -> tuple[Invitation, Board] | None:
    """The invitation behind ``token`` with its board, while it runs."""
    query = (
        select(Invitation, Board)
        .join(Board, Board.id == Invitation.board_id)
        .where(Invitation.token_hash == token_hash(token), Invitation.ended_at.is_(None))
        .where(Invitation.expires_at > clock.now())
    )
    row = db.execute(query).first()
    return (row[0], row[1]) if row else None
