"""Neighborhoods: settings, joining, inviting, handing over, and which boards a point lies on."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The views of this feature."""
    config.scan("community.boards.views")
    config.scan("community.boards.views_inviting")
