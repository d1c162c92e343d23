"""Blocks of streets and addresses the city imported, geometry, and folding of words for look-up."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Nothing to register: this room has no pages, others ask its queries."""
