"""What is read of people without an account who reported something: only by the worker that writes to them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.people.models import Reporter


def reporter_by_token(db: Session, token: str) -> Reporter | None:
    """Whom the link below a mail stands for."""
    return db.scalar(select(Reporter).where(Reporter.token == token)) if token.isprintable() else None


def reporters_locked(db: Session, ids: Collection[int]) -> Sequence[Reporter]:
    """Those of these that are still known, oldest first; none is forgotten while this transaction runs. One query."""
    if not ids:
        return []
    return db.scalars(select(Reporter).where(Reporter.id.in_(ids)).order_by(Reporter.id).with_for_update()).all()
