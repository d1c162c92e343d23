"""Web, live and worker: together in one process (``serve``, and pserve's server runner) or each in its own.

Threads start here, never in ``community.main()``, so that tests, shells and other WSGI servers start none.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

from pyramid.router import Router

from community.commands.building import build
from community.commands.explaining import CommandError, explained
from community.commands.preparing import prepare, welcome
from community.commands.threads import run_parts

TRY_OUT = {"community.migrate": "true", "community.demo": "true", "community.city_name": "Larkport"}
"""What ``community serve`` does without an ini: the demo city, on this machine only."""

COMMANDS = (
    ("serve", ("web", "live", "worker"), "everything in one process; without an ini, the demo city"),
    ("web", ("web",), "the pages; run as many as you like behind a proxy"),
    ("live", ("live",), "the WebSocket server; as many as you like"),
    ("worker", ("worker",), "notices, mail and the way to the city; as many as you like"),
)


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """``community serve | web | live | worker``."""
    for name, parts, words in COMMANDS:
        command = commands.add_parser(name, parents=[common], help=words)
        command.set_defaults(run=_serve if name == "serve" else _runner(parts))


def _serve(args: Namespace) -> int:
    app = build(args, TRY_OUT)
    prepare(app.registry, seeding=True)
    return run_parts(app, ("web", "live", "worker"), lambda: print(welcome(app.registry), flush=True))


def _runner(parts: tuple[str, ...]) -> Callable[[Namespace], int]:
    def run(args: Namespace) -> int:
        app = build(args)
        prepare(app.registry, seeding=False)
        return run_parts(app, parts, lambda: None)

    return run


def run_all(app: Any, global_conf: dict[str, str], **_options: str) -> None:
    """PasteDeploy server runner (``use = egg:community#all``): ``pserve`` serves what ``community serve`` does."""
    with explained() as outcome:
        if not isinstance(app, Router):
            raise CommandError("[server:main] egg:community#all needs the app itself, without a filter around it.")
        prepare(app.registry, seeding=True)
        outcome.code = run_parts(app, ("web", "live", "worker"), lambda: print(welcome(app.registry), flush=True))
    if outcome.code:
        sys.exit(outcome.words or outcome.code)
