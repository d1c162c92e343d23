"""The command line: every command with its options, as ``--help`` shows them."""

import argparse
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version

GROUPS = {
    "serving": ("serve", "web", "live", "worker"),
    "receiving": ("inbound",),
    "migrating": ("migrate",),
    "seeding": ("seed",),
    "importing": ("import",),
    "catalog": ("catalog",),
    "conforming": ("open311-check",),
    "reindexing": ("reindex",),
    "messages": ("messages",),
    "push_keys": ("push-keys",),
    "seal_key": ("seal-key",),
    "reconcile": ("reconcile",),
    "administrators": ("create-admin",),
}
"""Modules of this package and the commands they add, in the order in which ``--help`` lists them."""


def parser(argv: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The command line. Each module's ``add_commands(commands, common)`` sets ``run`` on its parsers. Where ``argv``
    begins with a command, only its module is loaded: who migrates waits for no server and no geometry."""
    top = argparse.ArgumentParser(prog="community", description="Stoop: block captains, neighbors and city hall.")
    top.add_argument("--version", action="version", version=f"Stoop {version('community')}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--ini", metavar="FILE", help="read the settings from the app section of this file")
    common.add_argument("--home", metavar="FOLDER", help="where database and mail are kept (COMMUNITY_HOME)")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asked = argv[0] if argv else ""
    for group in [name for name, said in GROUPS.items() if asked in said] or GROUPS:
        import_module(f"community.commands.{group}").add_commands(commands, common)
    return top
