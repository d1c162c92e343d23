"""What the GeoReport server is registered by."""

from pyramid.config import Configurator

from community.activity.registry import ASKING, PICTURES
from community.logcutting import cut_logs
from community.open311 import conformance_keeping, requests_following, server_letters, server_media
from community.open311.bulk_places import Places
from community.open311.server_facts import ConformanceDue, RequestReceived


def includeme(config: Configurator) -> None:
    """Views, the answers to what goes wrong, and what the worker does."""
    cut_logs()
    activity = config.registry.activity
    activity.add_consumer(server_media.KIND, server_media.owe_media, {RequestReceived.kind})
    activity.add_sender(server_media.KIND, server_media.fetch_media, PICTURES)
    activity.add_consumer(requests_following.NAME, requests_following.follow_posts, requests_following.MOVES)
    activity.add_consumer(server_letters.KIND, server_letters.owe_mails, server_letters.SPOKEN)
    activity.add_sender(server_letters.KIND, server_letters.send)
    activity.add_consumer(conformance_keeping.KIND, conformance_keeping.owe_run, {ConformanceDue.kind})
    activity.add_sender(conformance_keeping.KIND, conformance_keeping.run, ASKING)
    activity.add_daily(conformance_keeping.KIND, conformance_keeping.fall_due)
    knobs = config.registry.knobs
    config.registry.bulk_places = Places(knobs.limit_bulk, max(1, knobs.threads // 2))
    config.include("community.open311.server_problems")
    config.include("community.open311.server_preflight")
    config.scan("community.open311.server_views")
    config.scan("community.open311.server_posting")
    config.scan("community.open311.server_stopping")
    config.scan("community.open311.server_bulk")
    config.scan("community.open311.server_page")
