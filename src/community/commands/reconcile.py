"""``community reconcile``: compare what we escalated with what the city's systems have, now."""

from argparse import ArgumentParser, Namespace
from typing import Any

from community.commands.building import build
from community.open311.reconciling import compare


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """``community reconcile``."""
    words = "compare the cases that were escalated with the city's systems, and publish the figures"
    command = commands.add_parser("reconcile", parents=[common], help=words)
    command.set_defaults(run=run)


def run(args: Namespace) -> None:
    """Ask every endpoint, publish, and say what came of it."""
    found = compare(build(args).registry)
    print(
        f"escalated {found.escalated}, accepted {found.accepted}, stuck {found.stuck}, unknown there {found.missing}, "
        f"systems not asked {found.unasked}"
    )
