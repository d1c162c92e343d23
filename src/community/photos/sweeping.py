"""What the worker does for photos: looks after keys nothing came of, ends uploads, and deletes bytes."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from community.activity.models import Activity, Delivery, Timer
from community.activity.registry import Owed
from community.photos.actions import sweep_key
from community.photos.actions_uploads import end_upload
from community.photos.rules import files_of
from community.photos.uploads import folder_of, forget

KIND = "photo_bytes"
"""Of the deliveries by which a store is told to delete."""


def owe_deletion(db: Session, activities: Sequence[Activity], app: Any) -> Iterator[Owed]:
    """Bytes to which nothing points any more."""
    for activity in activities:
        yield Owed(activity.id, KIND, activity.data["key"])


def delete_bytes(delivery: Delivery, app: Any) -> None:
    """In no transaction: a store may be far away. Deleting twice is fine."""
    app.photo_store.delete(files_of(delivery.target))


def check_key(db: Session, timer: Timer, app: Any) -> None:
    """A day after its key was made: a photo that nobody posted goes, and bytes that never got a row."""
    sweep_key(db, timer.subject)


def end_late_upload(db: Session, timer: Timer, app: Any) -> None:
    """An upload nobody finished, or one that was."""
    end_upload(db, timer.subject)
    forget(folder_of(app.knobs), timer.subject)
