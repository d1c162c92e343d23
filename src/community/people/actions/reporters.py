"""How to reach somebody without an account who reported through another program: an address, for mail alone."""

import secrets
from collections.abc import Collection

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.people.facts import ReporterForgotten
from community.people.models import Reporter
from community.people.queries_reporters import reporter_by_token, reporters_locked
from community.people.rules import email_key


def keep_reporter(db: Session, email: str, language: str, among: Collection[int] = ()) -> Reporter:
    """Keep the address for mails about one request. ``among``: ids of those who get mails about it already; one with
    this address stays the one, and is written to in the language asked for last."""
    for known in reporters_locked(db, among):
        if email_key(known.email) == email_key(email):
            known.language = language
            return known
    token = secrets.token_urlsafe(24)
    reporter = Reporter(email=email, token=token, language=language, created_at=clock.now())
    db.add(reporter)
    db.flush()
    return reporter


def forget_reporter(db: Session, token: str) -> None:
    """Forget the address; that somebody had given one is all that stays. Nothing happens for a token nobody has."""
    reporter = reporter_by_token(db, token)
    if reporter is not None:
        record(db, ReporterForgotten(reporter.id))
        db.delete(reporter)
