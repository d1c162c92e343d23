"""``community catalog export | plan | apply``: agencies, services, questions, targets and hours as one TOML file."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from community.catalog.document import BadDocument, Document
from community.catalog.document_applying import apply_document, present_document
from community.catalog.document_reading import read_document
from community.catalog.document_writing import write_document
from community.commands.building import build
from community.errors import Refused

SAME = "Nothing would change: the city's catalog says what the file says."


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """Add the ``catalog`` command; each of its parsers sets ``run`` (see ``parsing.py``)."""
    top = commands.add_parser("catalog", help="agencies, services, questions, targets and hours as one TOML file")
    things = top.add_subparsers(dest="thing", required=True, metavar="WHAT")
    export = things.add_parser("export", parents=[common], help="write what the city has")
    export.add_argument("file", type=Path, nargs="?", metavar="FILE", help="where to; otherwise on standard output")
    export.set_defaults(run=run_export)
    for name, run, words in (
        ("plan", run_plan, "say what would change, change nothing"),
        ("apply", run_apply, "make the city's catalog say what the file says"),
    ):
        parser = things.add_parser(name, parents=[common], help=words)
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.set_defaults(run=run)


def run_export(args: Namespace) -> int:
    """``community catalog export``."""
    app = build(args).registry
    with app.sessions.reading() as db:
        text = write_document(present_document(db, app.knobs.city_zone))
    if args.file is None:
        sys.stdout.write(text)
    else:
        args.file.write_text(text, encoding="utf-8")
    return 0


def run_plan(args: Namespace) -> int:
    """``community catalog plan``: what ``apply`` would do or refuse, done and taken back."""
    return _change(args, keep=False)


def run_apply(args: Namespace) -> int:
    """``community catalog apply``: all of it, or nothing."""
    return _change(args, keep=True)


def _change(args: Namespace, *, keep: bool) -> int:
    app = build(args).registry
    wanted = _read(args.file, app.knobs.city_zone)
    if wanted is None:
        return 1
    try:
        with app.sessions.writing() as db, db.begin() as transaction:
            changes = apply_document(db, wanted, app.knobs.city_zone)
            if not keep:
                transaction.rollback()
    except BadDocument as problem:
        return _refused(args.file, problem.problems)
    except Refused as refusal:
        return _refused(args.file, [refusal.message])
    print("\n".join(changes) or SAME)
    return 0


def _read(path: Path, zone: str) -> Document | None:
    """The document of a file; None, and said why, when it is none."""
    try:
        return read_document(path.read_text(encoding="utf-8"), zone)
    except BadDocument as problem:
        _refused(path, problem.problems)
    except (OSError, UnicodeDecodeError) as problem:
        _refused(path, [f"It cannot be read: {problem}."])
    return None


def _refused(path: Path, problems: list[str]) -> int:
    print(f"{path}: nothing was changed.", *problems, sep="\n  ", file=sys.stderr)
    return 1
