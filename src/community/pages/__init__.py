"""What people read: city home, board, thread, case. Also compose, and what a refusal looks like."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Templates, the reading pages, and the pages for whatever went wrong."""
    config.include("community.pages.rendering")
    config.include("community.pages.joining")
    config.include("community.pages.place_search")
    config.scan("community.pages")
