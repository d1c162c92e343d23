"""People, roles, boards, agencies and services, for administrators; how the machinery is doing."""

from pyramid.config import Configurator

from community.admin.resources import City


def includeme(config: Configurator) -> None:
    """``request.city``, the ground on which layouts ask for desk and administration; and the views."""
    config.add_request_method(City, "city", property=True)
    config.scan("community.admin.views")
