"""``community inbound``: the door replies by e-mail come in by."""

from argparse import ArgumentParser, Namespace
from typing import Any

from community.commands.building import build
from community.commands.explaining import CommandError
from community.commands.preparing import prepare
from community.commands.threads import run_parts


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """``community inbound``."""
    command = commands.add_parser("inbound", parents=[common], help="takes replies by e-mail and mails that came back")
    command.set_defaults(run=_run)


def _run(args: Namespace) -> int:
    """Raises CommandError where no reply could ever come."""
    app = build(args)
    if not app.registry.knobs.reply_domain:
        raise CommandError("there is no domain for replies. Set COMMUNITY_REPLY_DOMAIN, e.g. reply.stoop.example.")
    prepare(app.registry, seeding=False)
    return run_parts(app, ("inbound",), lambda: None)
