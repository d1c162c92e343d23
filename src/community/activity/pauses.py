"""How long something that failed is left alone before it is tried again."""

from datetime import timedelta

MOST_DOUBLINGS = 20
"""Twelve days of seconds: longer than any pause here, and far within what a time can hold."""


def doubling(tries: int, longest: timedelta) -> timedelta:
    """The pause after so many tries in vain: two seconds after the first, twice as long after each, ``longest`` at
    most."""
    return min(timedelta(seconds=2 ** min(tries, MOST_DOUBLINGS)), longest)
