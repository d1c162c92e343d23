"""What is read of keys."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.open311.server_models import ProgramKey, Receipt
from community.people.identity import token_hash


@dataclass(frozen=True)
class KeyLine:
    """A key as an administrator sees it, with how many requests came by it and when the last one did."""

    id: int
    name: str
    hint: str
    created_at: datetime
    revoked_at: datetime | None
    requests: int
    last_at: datetime | None


def key_in_force(db: Session, token: str) -> ProgramKey | None:
    """The key with this token, unless it is revoked."""
    query = select(ProgramKey).where(ProgramKey.token_hash == token_hash(token), ProgramKey.revoked_at.is_(None))
    return db.scalar(query)


def all_keys(db: Session) -> list[KeyLine]:
    """Every key, those in force first, newest first. One query."""
    query = (
        select(
            ProgramKey.id,
            ProgramKey.name,
            ProgramKey.hint,
            ProgramKey.created_at,
            ProgramKey.revoked_at,
            func.count(Receipt.id),
            func.max(Receipt.received_at),
        )
        .outerjoin(Receipt, Receipt.key_id == ProgramKey.id)
        .group_by(ProgramKey.id)
        .order_by(ProgramKey.revoked_at.is_not(None), ProgramKey.id.desc())
    )
    return [KeyLine(*row) for row in db.execute(query)]
