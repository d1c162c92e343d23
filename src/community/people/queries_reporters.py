"""What is read of people without an account who reported something: only by the worker that writes to them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.people.models import Reporter


def reporter_by_token(db: Session, token: str) -> Reporter | None:
    """Whom the link below a mail stands for."""
    return db.scalar(select(Reporter).where(Reporter.token == token)) if token.isprintable() else None
