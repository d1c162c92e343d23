"""``community import boards | streets | addresses | requests``."""

from argparse import ArgumentParser
from typing import Any


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """Add the ``import`` command; each of its parsers sets ``run`` (see ``parsing.py``)."""
