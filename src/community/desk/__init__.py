"""The liaison's pages."""

from pyramid.config import Configurator

from community.cases.facts import CaseOpened, NoteWritten
from community.desk.forgetting import forget_desks
from community.desk.habits import keys_of
from community.desk.tray_words import keep_words
from community.people.facts import PersonClosed


def includeme(config: Configurator) -> None:
    """The views of this feature, and its consumers."""
    config.registry.activity.add_consumer("desk.forgetting", forget_desks, {PersonClosed.kind})
    config.registry.activity.add_consumer("desk.tray_words", keep_words, {CaseOpened.kind, NoteWritten.kind})
    config.add_request_method(keys_of, "keys_on", reify=True)
    config.scan("community.desk.views")
    config.scan("community.desk.views_clock")
    config.scan("community.desk.views_map")
    config.scan("community.desk.views_posts")
    config.scan("community.desk.views_joining")
    config.scan("community.desk.views_stuck")
    config.scan("community.desk.views_saved")
    config.scan("community.desk.views_bulk")
    config.scan("community.desk.views_intake")
    config.scan("community.desk.views_keys")
    config.scan("community.desk.templates_views")
    config.scan("community.desk.views_history")
    config.scan("community.desk.views_readers")
