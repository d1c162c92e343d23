"""Search: the words of posts, replies, the city and cases, kept in step with what everybody may read."""

from pyramid.config import Configurator

from community.search.reindexing import TIMER, go_on
from community.search.witness import watch


def includeme(config: Configurator) -> None:
    """The witness that keeps the index in step, and the timer that fills it after an upgrade."""
    watch(config.registry.sessions.write_class)
    config.registry.activity.add_timer(TIMER, go_on)
