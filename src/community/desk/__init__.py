"""The liaison's pages."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The views of this feature."""
    config.scan("community.desk.views")
    config.scan("community.desk.views_clock")
    config.scan("community.desk.views_map")
    config.scan("community.desk.views_posts")
    config.scan("community.desk.views_joining")
    config.scan("community.desk.views_stuck")
    config.scan("community.desk.views_saved")
    config.scan("community.desk.views_bulk")
    config.scan("community.desk.views_keys")
    config.scan("community.desk.templates_views")
    config.scan("community.desk.views_history")
    config.scan("community.desk.views_readers")
