"""One neighbor, one vote."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The views of this feature."""
    config.scan("community.voting.views")
