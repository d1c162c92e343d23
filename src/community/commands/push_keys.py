"""``community push-keys``: the key by which push services know the city."""

import os
from argparse import ArgumentParser, Namespace
from typing import Any

from community.commands.explaining import CommandError
from community.notices.push.keys import make_key


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """``community push-keys FILE``."""
    command = commands.add_parser("push-keys", parents=[common], help="make the key for web push")
    command.add_argument("file", metavar="FILE", help="where it is written; one that is there stays as it is")
    command.set_defaults(run=run)


def run(args: Namespace) -> None:
    """Write a new key, readable by its owner alone. Raises CommandError without the extra, or when it cannot be
    written; a key that is there is never overwritten: every browser would have to turn push on again."""
    try:
        key = make_key()
    except ImportError:
        raise CommandError("install community[push] first.") from None
    try:
        with os.fdopen(os.open(args.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
    except FileExistsError:
        raise CommandError(f"there is a file {args.file} already; it stays as it is.") from None
    except OSError as problem:
        raise CommandError(f"{args.file} cannot be written: {problem.strerror}.") from problem
    print(f"The key is in {args.file}. Set push_key to it, and push_contact to whom push services may write.")
