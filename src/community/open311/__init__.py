"""GeoReport v2: our own server; the client that is one of the city's gateways, and what the systems behind it say."""

from pyramid.config import Configurator

from community.activity.registry import ASKING
from community.open311 import pulling, reconciling
from community.open311.gateway import plug_in
from community.open311.gateway_facts import PullFell


def includeme(config: Configurator) -> None:
    """The server's views and machinery; the gateway, and the timers that ask what became of our requests."""
    config.include("community.open311.server_including")
    registry = config.registry
    plug_in(registry)
    registry.activity.add_consumer("open311.pulls", pulling.owe_pulls, {PullFell.kind})
    registry.activity.add_sender(pulling.KIND, pulling.pull, ASKING)
    registry.activity.add_timer(pulling.KIND, pulling.pull_falls)
    registry.activity.add_consumer("open311.comparisons", reconciling.owe_comparisons, reconciling.HEARD)
    registry.activity.add_sender(reconciling.KIND, reconciling.send_comparison, ASKING)
    registry.activity.add_timer(reconciling.KIND, reconciling.comparison_falls)
