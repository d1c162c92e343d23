"""Sends a file to the darkroom and brings the pictures back. Never call it inside a write transaction."""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from community import bodies
from community.errors import Refused, TooMany
from community.i18n import _
from community.photos import rules
from community.photos.rules import Box
from community.settings import Settings

AT_ONCE = threading.BoundedSemaphore(2)
"""Darkrooms of this process. Each may take ``MEMORY``, so that eight threads do not decode eight giants."""
WAIT_SECONDS = 20
LONGEST_SECONDS = 20
MEMORY = 1024**3
PROGRAM = str(Path(__file__).with_name("darkroom.py"))
FIELD = bodies.PHOTOS


@dataclass(frozen=True)
class Developed:
    """The pictures of one photo by name (``thumb.webp``); width and height of the largest."""

    width: int
    height: int
    files: dict[str, bytes]


def develop(data: bytes, knobs: Settings, boxes: Sequence[Box] = ()) -> Developed:
    """Every size of the photo in ``data``, with ``boxes`` painted over. Raises Refused for what is no photo we can use,
    TooMany when too many others wait."""
    if not data:
        raise Refused(_(rules.EMPTY), FIELD)
    if len(data) > knobs.max_photo:
        raise Refused(rules.too_large(knobs.max_photo), FIELD)
    kind = rules.kind_of(data[:16])
    if kind is None:
        raise Refused(_(rules.NO_PICTURE), FIELD)
    if not AT_ONCE.acquire(timeout=WAIT_SECONDS):
        raise TooMany(_(rules.BUSY), FIELD)
    try:
        out = _run(data, kind, knobs.max_photo_pixels, boxes)
    finally:
        AT_ONCE.release()
    return _read(out, knobs)


def _run(data: bytes, kind: str, pixels: int, boxes: Sequence[Box]) -> bytes:
    """What the darkroom wrote; nothing when it was killed or took too long."""
    how = {"kind": kind, "pixels": pixels, "boxes": [[box.x, box.y, box.width, box.height] for box in boxes]}
    order = json.dumps({"memory": MEMORY, "seconds": LONGEST_SECONDS, "how": how})
    try:
        done = subprocess.run(
            [sys.executable, "-I", PROGRAM, order],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _read(out: bytes, knobs: Settings) -> Developed:
    head, _newline, body = out.partition(b"\n")
    told: dict[str, Any] = json.loads(head) if head else {"problem": "broken"}
    if "problem" in told:
        wide = told["problem"] == "wide"
        raise Refused(rules.too_wide(knobs.max_photo_pixels) if wide else _(rules.BROKEN), FIELD)
    files, start = {}, 0
    for name, length in told["sizes"]:
        files[name] = body[start : start + length]
        start += length
    return Developed(told["width"], told["height"], files)
