"""``community catalog export | plan | apply``: agencies, services, questions, targets and hours as one TOML file."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from community.catalog.document import BadDocument, Document
from community.catalog.document_applying import apply_document, present_document
from community.catalog.document_comparing import left_alone
from community.catalog.document_reading import read_document
from community.catalog.document_writing import write_document
from community.commands.building import build
from community.errors import Refused

STAYS = """An agency or a service that the file does not name stays as it is, and so do the hours; nothing is deleted by
leaving it out, except the questions, targets and routes of a service that the file does name. A service is retired by
active = false. The time zone is the setting city_zone: a file for another one is refused."""
SAME = "Nothing would change: the city's catalog says what the file says."


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """Add the ``catalog`` command; each of its parsers sets ``run`` (see ``parsing.py``)."""
    top = commands.add_parser("catalog", help="agencies, services, questions, targets and hours as one TOML file")
    things = top.add_subparsers(dest="thing", required=True, metavar="WHAT")
    export = things.add_parser("export", parents=[common], help="write what the city has")
    export.add_argument("file", type=Path, nargs="?", metavar="FILE", help="where to; otherwise on standard output")
    export.set_defaults(run=run_export)
    for name, run, words in (
        ("plan", run_plan, "say what would change and what stays, change nothing"),
        ("apply", run_apply, "change the city's catalog to what the file says; what the file does not name stays"),
    ):
        parser = things.add_parser(name, parents=[common], help=words, description=f"{words}. {STAYS}")
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
            stays = list(left_alone(present_document(db, app.knobs.city_zone), wanted))
            changes = apply_document(db, wanted, app.knobs.city_zone)
            if not keep:
                transaction.rollback()
    except BadDocument as problem:
        return _refused(args.file, problem.problems)
    except Refused as refusal:
        return _refused(args.file, [refusal.message])
    print("\n".join([*(changes or [SAME]), *stays]))
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
