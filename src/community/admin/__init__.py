"""People, roles, boards, agencies and services, for administrators; how the machinery is doing."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The views of this feature."""
    config.scan("community.admin.views")
