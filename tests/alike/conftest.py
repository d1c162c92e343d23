"""The post office of the people's stories."""

from tests.people.conftest import post_office

__all__ = ["post_office"]
