"""When the signal drops: what a phone installs, the worker that keeps pages, the outbox, and what is shared into Stoop.

All of it is the same for everybody, but for ``/outbox/ready``. See docs/offline.md.
"""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """The views."""
    config.scan("community.offline.views")
    config.scan("community.offline.views_sharing")
