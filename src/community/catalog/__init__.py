"""Agencies, the services they offer, and the questions a service asks."""

from collections.abc import Iterable

from pyramid.config import Configurator
from sqlalchemy.orm import Session

from community.catalog.queries import all_agencies


def _agency_names(db: Session) -> Iterable[str]:
    return [agency.name for agency in all_agencies(db)]


def includeme(config: Configurator) -> None:
    """The views, and the names that no neighbor may take."""
    config.registry.reserved_names.append(_agency_names)
    config.scan("community.catalog.views")
