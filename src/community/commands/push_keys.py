"""``community push-keys``: the key by which push services know the city."""

from argparse import ArgumentParser, Namespace
from typing import Any

from community.commands.key_files import write_key
from community.notices.push.keys import make_key


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """``community push-keys FILE``."""
    command = commands.add_parser("push-keys", parents=[common], help="make the key for web push")
    command.add_argument("file", metavar="FILE", help="where it is written; one that is there stays as it is")
    command.set_defaults(run=run)


def run(args: Namespace) -> None:
    """Write a new key; one that is there is never overwritten: every browser would have to turn push on again. Raises
    CommandError without the extra, or when it cannot be written."""
    write_key(args.file, make_key, "push")
    print(f"The key is in {args.file}. Set push_key to it, and push_contact to whom push services may write.")
