"""The command line: every command with its options, as ``--help`` shows them."""

import argparse
from importlib.metadata import version

from community.commands import administrators, importing, messages, migrating, receiving, reindexing, seeding, serving

GROUPS = (serving, receiving, migrating, seeding, importing, reindexing, messages, administrators)
"""Modules that add their commands, in the order in which ``--help`` lists them."""


def parser() -> argparse.ArgumentParser:
    """The whole command line. Each module's ``add_commands(commands, common)`` sets ``run`` on its parsers."""
    top = argparse.ArgumentParser(prog="community", description="Stoop: block captains, neighbors and city hall.")
    top.add_argument("--version", action="version", version=f"Stoop {version('community')}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--ini", metavar="FILE", help="read the settings from the app section of this file")
    common.add_argument("--home", metavar="FOLDER", help="where database and mail are kept (COMMUNITY_HOME)")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add_commands(commands, common)
    return top
