"""Stoop: block captains, neighbors and city hall on one board. ``main`` is the table of contents."""

from typing import Any

from pyramid.config import Configurator
from pyramid.router import Router

from community.settings import read_settings

FEATURES = (
    "db.sessions", "headers", "i18n.asking", "activity", "people", "places", "boards", "catalog", "photos",
    "observations", "cases", "comments", "confirmations", "escalation", "voting", "moderation", "notices", "undoing",
    "search", "pages", "offline", "walks", "desk", "open311", "admin", "routes",
)  # fmt: skip


def main(global_config: dict[str, str] | None = None, **ini: Any) -> Router:
    """The WSGI application. ``ini`` is the app section; the environment wins over it (see ``settings.py``)."""
    config = Configurator(settings=ini)
    config.registry.knobs = read_settings(ini)
    for feature in FEATURES:
        config.include(f"community.{feature}")
    return config.make_wsgi_app()
