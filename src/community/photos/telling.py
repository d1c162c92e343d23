"""A photo as scripts and templates read it."""

from typing import Any

from community.photos.models import Photo
from community.photos.rules import SIZES


def told(photo: Photo) -> dict[str, Any]:
    """A photo as scripts read it: its addresses and figures."""
    waiting = f"/photos/unposted/{photo.key}" if photo.posted_at is None else f"/photos/{photo.key}"
    sizes = {size: f"/photos/{photo.key}/{size}" for size in SIZES}
    deeds = {"cover": f"{waiting}/cover", "describe": f"{waiting}/describe", "take_away": f"{waiting}/take-away"}
    figures = {"width": photo.width, "height": photo.height, "bytes": photo.bytes, "alt": photo.alt}
    return {"key": photo.key, **sizes, **figures, **deeds}
