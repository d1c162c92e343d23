"""Accounts, sign-ins, the parts people play. Names may be shown; addresses and passwords never leave this room."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Security policy, views, and the mails this room sends."""
    config.include("community.people.security")
    config.scan("community.people.views")
