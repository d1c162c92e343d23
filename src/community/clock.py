"""The time, from one place, so that tests can travel. All times inside Stoop are aware and in UTC."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_travelled = [timedelta(0)]
"""How far the tests have shifted the clock; the last entry counts."""


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC) + _travelled[-1]


@contextmanager
def travel(by: timedelta) -> Iterator[None]:
    """Shift the clock of this process for the length of a ``with`` block."""
    _travelled.append(_travelled[-1] + by)
    try:
        yield
    finally:
        _travelled.pop()
