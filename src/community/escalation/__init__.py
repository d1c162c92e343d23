"""When and how an observation becomes a case."""

from pyramid.config import Configurator

from community.boards.facts import BoardSet
from community.escalation.threshold import KIND, apply_threshold, notice_settings


def includeme(config: Configurator) -> None:
    """The views of this feature, and the reader of changed board settings."""
    config.registry.activity.add_consumer(KIND, notice_settings, {BoardSet.kind})
    config.registry.activity.add_timer(KIND, apply_threshold)
    config.scan("community.escalation.views")
