"""``community messages``: the files of translated words, checked or brought in step with the sources."""

from argparse import ArgumentParser, Namespace
from typing import Any

from community.i18n.filing import problems, write_files


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """``community messages``."""
    words = "check the translated words, or bring their files in step with what is marked in the sources"
    command = commands.add_parser("messages", help=words)
    command.add_argument("--write", action="store_true", help="add new words to the files, drop unused ones")
    command.add_argument("--check", action="store_true", help="list what is wrong and end with 1 (also after --write)")
    command.add_argument("features", nargs="*", metavar="FEATURE", help="files to write; none: all")
    command.set_defaults(run=run)


def run(args: Namespace) -> int:
    """0 when nothing is wrong, or nobody asked."""
    if args.write:
        write_files(args.features)
    if args.write and not args.check:
        return 0
    wrong = list(problems())
    print("\n".join(wrong) or "Every word is translated.")
    return 1 if wrong else 0
