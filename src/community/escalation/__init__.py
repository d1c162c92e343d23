"""When and how an observation becomes a case."""

from pyramid.config import Configurator

from community.boards.facts import BoardSet
from community.escalation.threshold import CITY_KIND, KIND, apply_threshold, look_at_city, notice_settings


def includeme(config: Configurator) -> None:
    """The views of this feature, and who applies changed settings, a board's or the city's."""
    config.registry.activity.add_consumer(KIND, notice_settings, {BoardSet.kind})
    config.registry.activity.add_timer(KIND, apply_threshold)
    config.registry.activity.add_daily(CITY_KIND, look_at_city)
    config.scan("community.escalation.views")
