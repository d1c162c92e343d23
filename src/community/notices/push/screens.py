"""What the page of wishes shows of push."""

from typing import Any

from sqlalchemy.orm import Session

from community.notices.push.keys import key_of
from community.notices.push.queries import device_lines
from community.people.identity import Identity
from community.settings import Settings


def push_screen(db: Session, who: Identity, knobs: Settings) -> dict[str, Any]:
    """``push_key``: for browsers; None where push is off, then nothing of it is drawn. One query, or none."""
    key = key_of(knobs)
    devices = device_lines(db, who.person_id, who.login_id) if key else []
    return {"push_key": key.public if key else None, "devices": devices}
