"""Accounts, sign-ins, the parts people play. Names may be shown; addresses and passwords never leave this room."""

from collections.abc import Callable, Iterable
from typing import Any

from pyramid.config import Configurator

from community.people import mails
from community.people.actions import forget_codes


def includeme(config: Configurator) -> None:
    """Security policy, views, and the mails this room sends.

    ``registry.reserved_names``: rooms that know names only the city uses add a function of the session here.
    """
    reserved: list[Callable[[Any], Iterable[str]]] = []
    config.registry.reserved_names = reserved
    config.registry.activity.add_consumer("people.mail", mails.owe_mails, mails.TOLD)
    config.registry.activity.add_sender(mails.KIND, mails.send)
    config.registry.activity.on_coming_back(mails.KIND, mails.came_back)
    # Whoever asks for a code has the old ones forgotten at once; daily is for a city in which nobody asks.
    config.registry.activity.add_daily("people.forgetting", forget_codes)
    config.include("community.people.security")
    config.include("community.people.browsers")
    config.scan("community.people.views")
