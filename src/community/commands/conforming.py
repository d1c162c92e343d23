"""``community open311-check``: run our GeoReport server against the standard now, and keep what was found."""

from argparse import ArgumentParser, Namespace
from typing import Any

from community.commands.building import build
from community.open311.conformance import lines_of, run_checks
from community.open311.conformance_keeping import keep_results


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """Add the command (see ``parsing.py``)."""
    parser = commands.add_parser(
        "open311-check", parents=[common], help="run the GeoReport server against the standard"
    )
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """``community open311-check``: one line a check; 1 when one fails."""
    app = build(args).registry
    results = run_checks(app)
    with app.sessions.writing() as db, db.begin():
        keep_results(db, results)
    print("\n".join(lines_of(results)))
    return 1 if any(result.problem for result in results) else 0
