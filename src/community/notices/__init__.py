"""What people are told, and how it reaches them: the inbox, following, mails, and replies by mail."""

from pyramid.config import Configurator
from pyramid.request import Request

from community.notices import mails, telling
from community.notices.actions_mail import TIMER
from community.notices.queries import unread_count


def _unread(request: Request) -> int:
    return unread_count(request.reading, request.identity.person_id) if request.identity else 0


def includeme(config: Configurator) -> None:
    """The consumers and the timer that tell people, the sender of mails, ``request.unread`` for the bell, the views."""
    activity = config.registry.activity
    activity.add_consumer("notices", telling.tell_people)
    activity.add_consumer("notices.mail", telling.owe_mails)
    activity.add_timer(TIMER, telling.fire)
    activity.add_sender(telling.KIND, mails.send)
    config.add_request_method(_unread, "unread", reify=True)
    config.scan("community.notices.views")
