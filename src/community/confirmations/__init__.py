"""What people who went and looked say. Never the same thing as a vote, and never the city's to set."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The views of this feature."""
    config.scan("community.confirmations.views")
    config.scan("community.confirmations.views_place")
