"""What neighbors saw: post, edit, withdraw, place, ranking."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The views of this feature."""
    config.scan("community.observations.views")
