"""The official request: its life, what backs it, follow-ups, and the gateway to the city."""

from typing import Any

from pyramid.config import Configurator

from community.activity.registry import CITY
from community.cases import clocking, promising, quieting
from community.cases.actions_handoff import KIND
from community.cases.actions_settling import WINDOW, end_window
from community.cases.gateway import DeskGateway
from community.cases.handoff import ASKS_FOR, WATCH, given_up, owe_handoff, send_handoff, watch_handoffs
from community.settings import SettingsError

LAST = 1000
"""After every feature has had its turn to bring a gateway."""


def includeme(config: Configurator) -> None:
    """The views of this feature, the hand-off and the gateways it may go through."""
    registry = config.registry
    registry.gateways = {"desk": DeskGateway()}
    registry.gateway_of = lambda db, agency_id: registry.knobs.gateway
    registry.activity.add_consumer("cases.handoff", owe_handoff, ASKS_FOR)
    registry.activity.add_sender(KIND, send_handoff, CITY)
    registry.activity.on_giving_up(KIND, given_up)
    registry.activity.add_timer(WINDOW, end_window)
    registry.activity.add_timer(clocking.TIMER, clocking.tick)
    registry.activity.add_timer(promising.TIMER, promising.end_day)
    registry.activity.add_timer(quieting.TIMER, quieting.look_again)
    registry.activity.add_timer(WATCH, watch_handoffs)
    config.action("cases.gateway", _check_gateway, args=(registry,), order=LAST)
    config.scan("community.cases.views")


def _check_gateway(registry: Any) -> None:
    """Refuse to start towards a city nobody knows. Raises SettingsError."""
    if registry.knobs.gateway not in registry.gateways:
        known = ", ".join(sorted(registry.gateways))
        raise SettingsError(f"community.gateway: write one of {known}, not {registry.knobs.gateway!r}.")
