"""``community seed``: the invented city, into an empty database."""

from argparse import ArgumentParser, Namespace
from typing import Any

from community.commands.building import build
from community.commands.explaining import CommandError
from community.commands.migrating import migrate
from community.demo.city import seed_when_empty


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """``community seed``."""
    command = commands.add_parser("seed", parents=[common], help="fill an empty database with the demo city")
    command.set_defaults(run=run)


def run(args: Namespace) -> None:
    """Seed the configured database. Raises CommandError when it already holds something."""
    app = build(args, {"community.demo": "true"}).registry
    if not app.knobs.demo:
        raise CommandError("demo mode is off, so nobody could sign in as the demo people. Set COMMUNITY_DEMO=true.")
    migrate(app.sessions.engines)
    if not seed_when_empty(app):
        raise CommandError("there are boards already; the demo city only goes into an empty database.")
    print("The demo city is there.")
