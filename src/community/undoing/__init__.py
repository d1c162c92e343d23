"""Taking back an answer, a closing or a sending to 311 for a short while, with everything that came of it."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The view of this feature."""
    config.scan("community.undoing.views")
