"""GeoReport v2: the client that is one of the city's gateways."""

from pyramid.config import Configurator

from community.open311.gateway import plug_in


def includeme(config: Configurator) -> None:
    """The gateway."""
    plug_in(config.registry)
