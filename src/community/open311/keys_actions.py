"""Keys of programs: issued by an administrator, shown once, revoked for good, and counted when they are used."""

import secrets

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.errors import Missing, Refused
from community.i18n import _
from community.limits import HOUR
from community.open311.server_facts import KeyIssued, KeyRevoked
from community.open311.server_models import ProgramKey
from community.people.actions import count_attempt
from community.people.identity import token_hash
from community.prose import clean_line

LONGEST_NAME = 100
HINT = 4
"""Letters of a key that stay readable, to tell it from others: too few to guess the rest by."""
LONGEST_KEY = 200
"""Letters of what may be a key at all."""
KIND = "open311"


def issue_key(db: Session, by: int, name: str) -> tuple[ProgramKey, str]:
    """A new key for the program ``name``, and the token itself, which is kept nowhere. Raises Refused."""
    name = clean_line(name)
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Write whose key it is, in up to {n} letters.").format(n=LONGEST_NAME), "name")
    token = secrets.token_urlsafe(32)
    key = ProgramKey(name=name, token_hash=token_hash(token), hint=token[-HINT:], created_at=clock.now(), created_by=by)
    db.add(key)
    db.flush()
    record(db, KeyIssued(key.id), actor_id=by)
    return key, token


def revoke_key(db: Session, by: int, key_id: int) -> None:
    """The key counts no more; done twice it changes nothing. Raises Missing."""
    key = db.get(ProgramKey, key_id, with_for_update=True)
    if key is None:
        raise Missing
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        record(db, KeyRevoked(key.id), actor_id=by)


def count_use(db: Session, key_id: int, most: int) -> None:
    """Note that a key sends something; to be committed whatever becomes of it. Raises TooMany."""
    message = _("That is enough for now: {n} an hour with this key.").format(n=most)
    count_attempt(db, KIND, f"key {key_id}", most=most, within=HOUR, message=message)
