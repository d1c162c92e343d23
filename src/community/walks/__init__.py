"""Block walks: a captain goes down the block and notes one thing after the other, with or without a signal, and says of
what was seen before whether it is still there.

A walk is a day. It has no table of its own: what is noted is a post, an answer of the roll-call is a comment under a
stamp of that day. With scripts both go through the phone's outbox (static/js/walk.js); see docs/offline.md.
"""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The views."""
    config.scan("community.walks.views")
