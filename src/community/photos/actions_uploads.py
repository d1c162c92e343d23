"""An upload that comes in pieces: announced, finished, ended."""

import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from community import clock
from community.activity.timers import set_timer
from community.i18n import _
from community.limits import DAY
from community.people.actions import count_attempt
from community.photos.forms import Owner
from community.photos.models import Upload
from community.photos.queries import upload_by_token

END = "photo_upload_end"
"""Kind of the timer that ends an upload nobody finished."""
LASTS = timedelta(hours=12)
OPENED_PER_PHOTO = 3
"""A phone with a bad signal may begin this many times for each photo it may send."""


def begin_upload(db: Session, owner: Owner, network: str, length: int, most: int) -> Upload:
    """Announce ``length`` bytes. Raises TooMany."""
    subject = f"person {owner.person_id}" if owner.person_id else f"network {network}"
    message = _("That is enough for now. Try again tomorrow, or post without a photo.")
    count_attempt(db, "photo_upload", subject, most=most * OPENED_PER_PHOTO, within=DAY, message=message)
    upload = Upload(
        token=secrets.token_urlsafe(24),
        owner_id=owner.person_id,
        browser_hash=None if owner.person_id else owner.browser_hash,
        length=length,
        started_at=clock.now(),
    )
    db.add(upload)
    set_timer(db, END, upload.token, clock.now() + LASTS)
    db.flush()
    return upload


def finish_upload(db: Session, token: str, key: str) -> None:
    """It became this photo. Its end comes with the timer, so that a browser may ask again until then."""
    upload = upload_by_token(db, token)
    if upload is not None:
        upload.photo_key = key


def end_upload(db: Session, token: str) -> None:
    """Forget it. Its bytes are the caller's to remove."""
    upload = upload_by_token(db, token)
    if upload is not None:
        db.delete(upload)
