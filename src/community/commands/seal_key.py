"""``community seal-key``: the key that seals what agencies' systems gave us."""

from argparse import ArgumentParser, Namespace
from typing import Any

from community.commands.key_files import write_key
from community.open311.client_sealing import make_seal_key


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """``community seal-key FILE``."""
    command = commands.add_parser("seal-key", parents=[common], help="make the key that seals API keys")
    command.add_argument("file", metavar="FILE", help="where it is written; one that is there stays as it is")
    command.set_defaults(run=run)


def run(args: Namespace) -> None:
    """Write a new key; one that is there is never overwritten: what it sealed could not be opened any more. Raises
    CommandError without the extra, or when it cannot be written."""
    write_key(args.file, make_seal_key, "seal")
    print(f"The key is in {args.file}. Set seal_key to it.")
