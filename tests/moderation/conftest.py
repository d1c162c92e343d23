"""Whoever of the city opens a browser."""

import pytest


@pytest.fixture
def see(made, browser):
    """``see(name)``: the browser of one of the cast."""
    return lambda name: browser(made.people[name])
