"""The history, which is also the outbox: facts recorded with the change itself, and everything told from them.

``record()`` notes a fact; a commit hook numbers it last, so that id order is commit order. Readers of the tail:
live pages, consumers (in the worker), deliveries to the outside world. It holds ids and states, never words, names
or addresses.
"""

from pyramid.config import Configurator

from community.activity.record import hook
from community.activity.registry import Registry


def includeme(config: Configurator) -> None:
    """The registry of consumers, deliveries and timers, and the commit hook on the writing sessions."""
    config.registry.activity = Registry()
    hook(config.registry.sessions.write_class)
