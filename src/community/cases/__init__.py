"""The official request: its life, what backs it, follow-ups, and the gateway to the city."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The views of this feature."""
    config.scan("community.cases.views")
