"""How to reach somebody without an account who reported through another program: an address, for mail alone."""

import secrets

from sqlalchemy.orm import Session

from community import clock
from community.people.models import Reporter


def keep_reporter(db: Session, email: str, language: str) -> Reporter:
    """Keep the address for mails about one request."""
    token = secrets.token_urlsafe(24)
    reporter = Reporter(email=email, token=token, language=language, created_at=clock.now())
    db.add(reporter)
    db.flush()
    return reporter
