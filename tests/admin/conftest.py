"""Ada, the administrator of a small city."""

import pytest


@pytest.fixture
def ada(made, browser):
    return browser(made.people["Ada"])
