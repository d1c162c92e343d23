"""The words of the demo city stand in TOML files beside this module."""

import tomllib
from importlib.resources import files
from typing import Any


def read_toml(name: str) -> dict[str, Any]:
    """The file ``name``.toml of this package."""
    return tomllib.loads(files("community.demo").joinpath(f"{name}.toml").read_text("utf-8"))
