"""Agencies, the services they offer, and the questions a service asks."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The views of this feature."""
    config.scan("community.catalog.views")
