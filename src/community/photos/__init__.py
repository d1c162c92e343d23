"""Photos: decoded safely, kept in three sizes without a trace of the file they came in, and taken away for good."""

from pyramid.config import Configurator

from community.activity.registry import PICTURES
from community.photos import actions, actions_uploads, sweeping
from community.photos.facts import PhotoBytesLeft
from community.photos.storage import open_store


def includeme(config: Configurator) -> None:
    """The store, what the worker does for it, and the views."""
    registry = config.registry
    registry.photo_store = open_store(registry.knobs)
    registry.activity.add_consumer("photos.bytes", sweeping.owe_deletion, {PhotoBytesLeft.kind})
    registry.activity.add_sender(sweeping.KIND, sweeping.delete_bytes, PICTURES)
    registry.activity.add_timer(actions.CHECK, sweeping.check_key)
    registry.activity.add_timer(actions_uploads.END, sweeping.end_late_upload)
    config.scan("community.photos.views")
    config.scan("community.photos.views_uploads")
