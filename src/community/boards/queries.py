"""What pages read about boards."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from community import clock
from community.boards.models import Board, Invitation
from community.boards.rules import threshold_of, votes_asked
from community.people.identity import token_hash
from community.people.models import Membership, Person
from community.places.rules import fold

__all__ = [
    "BoardName",
    "CaptainName",
    "all_boards",
    "board_by_slug",
    "boards_named",
    "captains_of",
    "find_boards",
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
    """A captain, by the name everyone sees. ``mine``: it is the person who asks."""

    person_id: int
    name: str
    since: datetime
    mine: bool


BY_SLUG = select(*Board.__table__.columns).where(Board.slug == bindparam("slug"))
CAPTAINS = (
    select(Person.id, Person.display_name, Membership.created_at)
    .join(Membership, Membership.person_id == Person.id)
    .where(Membership.scope_kind == "board", Membership.scope_id == bindparam("board"), Membership.role == "captain")
    .where(Person.suspended_at.is_(None), Person.closed_at.is_(None))
    .order_by(Membership.created_at, Membership.id)
)
NAMES = select(Board.id, Board.slug, Board.name, Board.extent)


def board_by_slug(db: Session, slug: str) -> Board | None:
    """The board with this address, of no session: every page of a board begins with it, so the ORM is left out."""
    if "\0" in slug:
        return None
    row = db.connection().execute(BY_SLUG, {"slug": slug}).first()
    return Board(**row._mapping) if row else None


def all_boards(db: Session) -> list[BoardName]:
    """Every board, by name."""
    return [BoardName(*row) for row in db.execute(NAMES.order_by(Board.name_key, Board.id))]


def boards_named(db: Session, ids: Collection[int]) -> dict[int, BoardName]:
    """The boards with these ids."""
    return {row.id: BoardName(*row) for row in db.execute(NAMES.where(Board.id.in_(ids)))} if ids else {}


def find_boards(db: Session, text: str, limit: int = 20) -> list[BoardName]:
    """Boards whose name starts with ``text``, or has a word that does; those that start with it first."""
    words = fold(text)
    if not words:
        return []
    starts = Board.name_key.startswith(words, autoescape=True)
    inside = Board.name_key.contains(" " + words, autoescape=True)
    query = NAMES.where(or_(starts, inside)).order_by(starts.desc(), Board.name_key, Board.id).limit(limit)
    return [BoardName(*row) for row in db.execute(query)]


def captains_of(db: Session, board_id: int, asking: int | None = None) -> list[CaptainName]:
    """The board's captains, longest first. Their names are public; so is their part."""
    found = db.connection().execute(CAPTAINS, {"board": board_id})
    return [CaptainName(person, name, since, person == asking) for person, name, since in found]


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
