"""How far an import is: a bar on stderr for people, nothing for tests."""

import sys
from collections.abc import Callable
from typing import Protocol

from tqdm import tqdm


class Bar(Protocol):
    """What an import tells: that it is ``number`` further."""

    def update(self, number: int) -> object:
        """Go on by ``number``."""

    def close(self) -> object:
        """The end."""


Progress = Callable[[str, int, str], Bar]
"""Called with a label, the total and its unit (``B`` for bytes)."""


class Silent:
    """No bar."""

    def update(self, number: int) -> None:
        """Nothing to show."""

    def close(self) -> None:
        """Nothing to end."""


def silent(label: str, total: int, unit: str) -> Bar:
    """Progress nobody watches."""
    return Silent()


def on_stderr(label: str, total: int, unit: str) -> Bar:
    """A bar on stderr: redrawn on a terminal, a line now and then in a log."""
    seldom = 0.2 if sys.stderr.isatty() else 10.0
    scale = unit == "B"
    bar: Bar = tqdm(total=total, desc=label, unit=unit, unit_scale=scale, mininterval=seldom, file=sys.stderr)
    return bar
