"""What people are told, and how it reaches them: the inbox, following, mails, and replies by mail."""

from pyramid.config import Configurator
from pyramid.request import Request

from community.activity.registry import PUSH
from community.notices import mails, returning, telling
from community.notices.actions_mail import TIMERS
from community.notices.push import keys, sender
from community.notices.queries import unread_count


def _unread(request: Request) -> int:
    return unread_count(request.reading, request.identity.person_id) if request.identity else 0


def includeme(config: Configurator) -> None:
    """The consumers and the timers that tell people, the senders of mails and pushes, ``request.unread`` for the bell,
    the views."""
    activity = config.registry.activity
    activity.add_consumer("notices", telling.tell_people, telling.HEARD)
    activity.add_consumer("notices.mail", telling.owe_mails, telling.GATHERED)
    for timer in TIMERS.values():
        activity.add_timer(timer, telling.fire)
    activity.add_sender(telling.KIND, mails.send)
    activity.add_sender(telling.PUSHED, sender.send, PUSH)
    for kind in (telling.KIND, telling.PUSHED):
        activity.on_giving_up(kind, mails.given_up)
    activity.returns = returning.address_of
    keys.check(config.registry.knobs)
    config.add_request_method(_unread, "unread", reify=True)
    config.scan("community.notices.views")
