"""The inbox: who is told what."""

from pyramid.config import Configurator
from pyramid.request import Request

from community.notices.queries import unread_count
from community.notices.telling import fill_inboxes


def _unread(request: Request) -> int:
    return unread_count(request.reading, request.identity.person_id) if request.identity else 0


def includeme(config: Configurator) -> None:
    """The consumer that fills the inboxes, ``request.unread`` for the bell, and the views."""
    config.registry.activity.add_consumer("notices", fill_inboxes)
    config.add_request_method(_unread, "unread", reify=True)
    config.scan("community.notices.views")
