"""Blocks of streets and addresses the city imported, geometry, and folding of words for look-up."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The views of this feature."""
    config.scan("community.places.views")
