"""Reports, hiding with a stub and a public log, showing again."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The views of this feature."""
    config.scan("community.moderation.views")
