"""What pages read about boards."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.boards.models import Board, Invitation
from community.people.identity import token_hash


def board_by_slug(db: Session, slug: str) -> Board | None:
    """The board with this address."""
    return db.scalar(select(Board).where(Board.slug == slug))


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
