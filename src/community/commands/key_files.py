"""Writing a secret key to a file of its own."""

import os
from collections.abc import Callable

from community.commands.explaining import CommandError


def write_key(path: str, make: Callable[[], bytes], extra: str) -> None:
    """Write a new key, readable by its owner alone. Raises CommandError without the ``extra`` that makes it, or when it
    cannot be written; a key that is there is never overwritten, since what depends on it would be lost."""
    try:
        key = make()
    except ImportError:
        raise CommandError(f"install community[{extra}] first.") from None
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
    except FileExistsError:
        raise CommandError(f"there is a file {path} already; it stays as it is.") from None
    except OSError as problem:
        raise CommandError(f"{path} cannot be written: {problem.strerror}.") from problem
