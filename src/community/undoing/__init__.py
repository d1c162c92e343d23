"""Taking back an answer, a closing or a sending to 311 for a short while, with everything that came of it."""

from pyramid.config import Configurator

from community.undoing.forgetting import KIND, forget_falls


def includeme(config: Configurator) -> None:
    """The view of this feature, and when its words are forgotten."""
    config.registry.activity.add_timer(KIND, forget_falls)
    config.scan("community.undoing.views")
