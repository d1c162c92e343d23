"""What is made once for all the processes that tell the stories together: a migrated database to copy, a PostgreSQL
server, compiled templates. It lies in one folder, which goes when the run ends."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from community.i18n import templates

RUN = "STOOP_TEST_RUN"
"""The folder of this run, told to the processes that the first one starts."""


def begin() -> None:
    """Make the folder, unless we were started with one."""
    if RUN not in os.environ:
        os.environ[RUN] = mkdtemp(prefix="stoop-run-")
    templates.compiled = Shared()


def end() -> None:
    """Forget it."""
    shutil.rmtree(os.environ.pop(RUN), ignore_errors=True)


def folder() -> Path:
    """Where it lies."""
    return Path(os.environ[RUN])


def made(name: str, make: Callable[[Path], None]) -> Path:
    """A file that the first who asks makes at the path it is given, while the others wait; it is there whole, or not at
    all."""
    path = folder() / name
    with path.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            partial = path.with_name(f"{name}.partial")
            make(partial)
            partial.rename(path)
    return path


class Shared(dict[str, templates.Compiled]):
    """The compiled templates by language."""

    def __missing__(self, code: str) -> "OnDisk":
        self[code] = OnDisk(code)
        return self[code]


class OnDisk(templates.Compiled):
    """Compiled templates of one language that the other processes find too."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._shared = FileSystemBytecodeCache(str(folder()), f"{code}-%s")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Ours, else somebody's."""
        super().load_bytecode(bucket)
        if bucket.code is None:
            self._shared.load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for us and for the others."""
        super().dump_bytecode(bucket)
        self._shared.dump_bytecode(bucket)
