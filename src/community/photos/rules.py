"""What a photo may be, how it is kept, and what is said of one that cannot be used. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from community.i18n import N_, _

MOST = 4
"""Photos of one post, comment or word of the city."""
SIZES = ("thumb", "medium", "full")
FORMATS = {"webp": "image/webp", "jpg": "image/jpeg"}
"""Each size is kept in both; who asks gets WebP where its Accept header names it, else JPEG."""
KEY = re.compile(r"[A-Za-z0-9_-]{22}")
UPLOAD = re.compile(r"[A-Za-z0-9_-]{32}")
"""The tokens of uploads; nothing else is asked of the database (PostgreSQL takes no NUL)."""
ALT_LENGTH = 300
MOST_BOXES = 20
WHOLE = 1000
"""Boxes are given in thousandths of the upright picture's width and height."""
CHUNK = 64 * 1024
"""Bytes a script sends at a time: what is lost when the signal drops, at most."""

NO_PICTURE = N_("This is not a photo we can use. Choose a JPEG, PNG, WebP or HEIC picture.")
EMPTY = N_("This file is empty. Choose the photo again.")
BROKEN = N_("We could not read this photo. It may be damaged. Choose it again, or take another one.")
BUSY = N_("Many photos are coming in right now. Wait a minute, then try again.")
GONE = N_("A photo is not here any more. Photos wait for a day. Please choose it again.")
NOT_A_BOX = N_("Draw a box over what should not be seen.")


@dataclass(frozen=True)
class Box:
    """What is to be covered, in thousandths: left and top corner, width, height."""

    x: int
    y: int
    width: int
    height: int


def too_many(number: int) -> str:
    """What is said of more photos than fit."""
    return _("You chose {n} photos. Choose {most} or fewer.").format(n=number, most=MOST)


def too_large(most_bytes: int) -> str:
    """What is said of a file with too many bytes."""
    return _("This photo is larger than {n} MB. Choose a smaller one.").format(n=most_bytes // 1_000_000)


def too_wide(most_pixels: int) -> str:
    """What is said of a picture with too many pixels, however few bytes they take."""
    return _("This picture has more than {n} million dots. Choose a smaller one.").format(n=most_pixels // 1_000_000)


def kind_of(head: bytes) -> str | None:
    """What a file is by its first bytes, whatever its name says: a name Pillow knows, or None."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"):
        return "HEIF"
    return None


def read_boxes(texts: Sequence[str]) -> tuple[Box, ...] | None:
    """The boxes in ``x,y,width,height`` texts; None when there is none, or one that lies outside the picture."""
    boxes = [read_box(text) for text in texts]
    if not boxes or len(boxes) > MOST_BOXES:
        return None
    found = tuple(box for box in boxes if box)
    return found if len(found) == len(boxes) else None


def read_box(text: str) -> Box | None:
    """One box; None for what is none."""
    parts = text.split(",")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        return None
    box = Box(*(int(part) for part in parts))
    inside = box.x + box.width <= WHOLE and box.y + box.height <= WHOLE
    return box if inside and box.width and box.height else None


def format_for(accept: str) -> str:
    """The format to answer with: WebP for who names it, JPEG for everybody else."""
    return "webp" if "image/webp" in accept else "jpg"


def file_of(key: str, size: str, form: str) -> str:
    """The name of one size in the store. Keys are random, so their first letters spread the files over folders."""
    return f"{key[:2]}/{key}/{size}.{form}"


def files_of(key: str) -> list[str]:
    """Every name under which bytes of this photo may stand."""
    return [file_of(key, size, form) for size in SIZES for form in FORMATS]
