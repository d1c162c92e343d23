"""The application as a command needs it: settings from an ini or none, the environment over both."""

import configparser
import logging
import os
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyramid.paster import get_appsettings, setup_logging
from pyramid.router import Router

import community
from community.commands.explaining import CommandError

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def build(args: Namespace, defaults: Mapping[str, str] | None = None) -> Router:
    """The WSGI application with its registry. Without an ini, ``defaults`` stand in for one. Raises CommandError,
    SettingsError."""
    if args.home:
        os.environ["COMMUNITY_HOME"] = args.home
    if args.ini is None:
        logging.basicConfig(level=logging.WARNING, format=FORMAT)
        return community.main(None, **dict(defaults or {}))
    return community.main(None, **_ini_settings(args.ini))


def _ini_settings(name: str) -> dict[str, Any]:
    path = Path(name)
    if not path.is_file():
        raise CommandError(f"there is no file {name}.")
    try:
        setup_logging(str(path))
        return dict(get_appsettings(str(path)))
    except (configparser.Error, LookupError, ValueError) as problem:
        first = str(problem).partition("\n")[0]
        raise CommandError(f"{name} cannot be read as an ini with an [app:main] section: {first}") from problem
