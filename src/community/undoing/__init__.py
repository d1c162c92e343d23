"""Taking back an answer, a closing or a sending to 311 for a short while, with everything that came of it."""

from pyramid.config import Configurator

from community.cases.undoable import forget_old_acts


def includeme(config: Configurator) -> None:
    """The view of this feature, and when its words are forgotten."""
    # Whoever acts has their old acts forgotten at once; daily is for those who come no more.
    config.registry.activity.add_daily("undoing.forgetting", forget_old_acts)
    config.scan("community.undoing.views")
