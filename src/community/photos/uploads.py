"""The bytes of uploads on their way, in a folder: how many have come is how far an upload is."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from community.settings import Settings


class WrongOffset(Exception):
    """The bytes do not continue where the last ones ended."""


def folder_of(knobs: Settings) -> Path:
    """Where they lie; every web process must see the same one."""
    return Path(knobs.home).resolve() / "uploads"


def received(folder: Path, token: str) -> int:
    """How many bytes are here."""
    path = folder / token
    return path.stat().st_size if path.exists() else 0


@contextmanager
def held(folder: Path, token: str) -> Iterator[int]:
    """The file of this upload, for one request at a time: others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    file = os.open(folder / token, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def add_bytes(file: int, offset: int, data: bytes, length: int) -> int:
    """Append what continues at ``offset``; how many bytes there are now. Raises WrongOffset, also for bytes beyond the
    announced ``length``."""
    here = os.fstat(file).st_size
    if offset != here or here + len(data) > length:
        raise WrongOffset
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]
    return here + len(data)


def whole(file: int) -> bytes:
    """All of it."""
    return os.pread(file, os.fstat(file).st_size, 0)


def forget(folder: Path, token: str) -> None:
    """Remove what came so far."""
    (folder / token).unlink(missing_ok=True)
