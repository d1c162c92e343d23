"""GeoReport v2: our own server, and the client that is one of the gateways to the city."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The server's views and machinery."""
    config.include("community.open311.server_including")
