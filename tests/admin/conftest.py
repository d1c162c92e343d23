"""Ada, the administrator of a small city."""

import pytest

from tests.cast import city


@pytest.fixture
def made(db):
    return city(db)


@pytest.fixture
def ada(made, browser):
    return browser(made.people["Ada"])
