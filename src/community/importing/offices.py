"""Agencies and services a mapping names: found by key and code, made where they are missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.activity.record import record
from community.catalog.actions import ensure_fallback
from community.catalog.facts import AgencySaved, ServiceSaved
from community.catalog.models import Agency, Service
from community.catalog.queries import fallback_agency
from community.importing.mapping import RequestMapping, ServiceRule


@dataclass(frozen=True)
class Offices:
    """Who a request of the file goes to: service code → (service, agency), agency key → agency, and the fallback."""

    services: Mapping[str, tuple[int, int]]
    agencies: Mapping[str, int]
    fallback: int

    def of(self, service: str | None, agency: str | None) -> tuple[int | None, int]:
        """Ids of the service, if it is known, and of the agency."""
        if service is not None:
            return self.services[service]
        return None, self.agencies[agency] if agency is not None else self.fallback


NOBODY = 0
"""Stands, in a dry run, for what would be made."""


def missing_offices(db: Session, mapping: RequestMapping) -> list[str]:
    """What ``make_offices`` would make, in words."""
    keys, codes = set(db.scalars(select(Agency.key))), set(db.scalars(select(Service.code)))
    agencies = [f"new agency: {rule.name}" for rule in mapping.agencies.values() if rule.key not in keys]
    services = [f"new service: {rule.name}" for rule in _services(mapping).values() if rule.code not in codes]
    return agencies + services


def make_offices(db: Session, mapping: RequestMapping) -> Offices:
    """Make what is missing; what is there stays as the city has it. Flushes, does not commit."""
    agencies = {agency.key: agency for agency in db.scalars(select(Agency))}
    for rule in mapping.agencies.values():
        if rule.key not in agencies:
            fallback = rule.fallback and fallback_agency(db) is None
            agencies[rule.key] = made = Agency(key=rule.key, name=rule.name, fallback=fallback)
            db.add(made)
            db.flush()
            record(db, AgencySaved(agency_id=made.id), imported=True)
    services = {service.code: service for service in db.scalars(select(Service))}
    for position, wanted in enumerate(_services(mapping).values(), len(services)):
        if wanted.code not in services:
            services[wanted.code] = _make_service(db, wanted, agencies[wanted.agency].id, position)
    return Offices(
        services={code: (service.id, service.agency_id) for code, service in services.items()},
        agencies={key: agency.id for key, agency in agencies.items()},
        fallback=ensure_fallback(db).id,
    )


def imagined_offices(mapping: RequestMapping) -> Offices:
    """For a dry run: every name leads somewhere, nothing is made."""
    services = dict.fromkeys(_services(mapping), (NOBODY, NOBODY))
    return Offices(services, dict.fromkeys(mapping.agencies, NOBODY), NOBODY)


def _make_service(db: Session, rule: ServiceRule, agency_id: int, position: int) -> Service:
    made = Service(
        code=rule.code, name=rule.name, group=rule.group, icon=rule.icon, agency_id=agency_id, position=position
    )
    db.add(made)
    db.flush()
    record(db, ServiceSaved(service_id=made.id), imported=True)
    return made


def _services(mapping: RequestMapping) -> dict[str, ServiceRule]:
    """The services of the mapping by code."""
    return {rule.code: rule for rule in mapping.services.values()}
