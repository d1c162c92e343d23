"""``community seal-key``: the key that seals what agencies' systems gave us."""

import os
from argparse import ArgumentParser, Namespace
from typing import Any

from community.commands.explaining import CommandError
from community.open311.client_sealing import make_seal_key


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """``community seal-key FILE``."""
    command = commands.add_parser("seal-key", parents=[common], help="make the key that seals API keys")
    command.add_argument("file", metavar="FILE", help="where it is written; one that is there stays as it is")
    command.set_defaults(run=run)


def run(args: Namespace) -> None:
    """Write a new key, readable by its owner alone. Raises CommandError without the extra, or when it cannot be
    written; a key that is there is never overwritten: what it sealed could not be opened any more."""
    try:
        key = make_seal_key()
    except ImportError:
        raise CommandError("install community[seal] first.") from None
    try:
        with os.fdopen(os.open(args.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
    except FileExistsError:
        raise CommandError(f"there is a file {args.file} already; it stays as it is.") from None
    except OSError as problem:
        raise CommandError(f"{args.file} cannot be written: {problem.strerror}.") from problem
    print(f"The key is in {args.file}. Set seal_key to it.")
