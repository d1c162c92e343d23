"""How the city keeps what it promises: every kind of request with its targets, and what became of them lately. For
everybody, with how many each figure counts.

A target counts once it is settled: met in time, or missed, whether or not the case still runs. So a case that runs and
is late counts as late, one that is still in time does not count yet, and the time of a pause is not counted as the
city's. Four grouped queries over the last 90 days, each from its index, however many cases there are.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.cases.models import Case
from community.cases.models_clock import CaseClock, Promise
from community.catalog.models import Agency, Service, Target
from community.catalog.rules import MEASURES

SPAN = timedelta(days=90)
"""How far back the figures reach."""
STATES = ("kept", "moved", "broken")


@dataclass(frozen=True)
class Kept:
    """Of ``of`` targets that were settled, so many were met in time."""

    on_time: int = 0
    of: int = 0


@dataclass(frozen=True)
class ServiceFigures:
    """One kind of request. ``targets``: (measure, amount, unit), the first answer first; ``kept`` by measure;
    ``promises`` by what became of them; ``paused``: cases whose clock stands still now."""

    name: str
    agency: str
    targets: tuple[tuple[str, int, str], ...]
    kept: Mapping[str, Kept]
    promises: Mapping[str, int]
    paused: int

    @property
    def promised(self) -> int:
        """Promised days that were settled."""
        return sum(self.promises.get(state, 0) for state in STATES)

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing to say of it yet."""
        return not (self.targets or self.kept or self.promised or self.paused)


def service_figures(db: Session, now: datetime) -> list[ServiceFigures]:
    """Every active kind of request, by agency and name. Five queries."""
    since = now - SPAN
    targets, kept = _targets(db), _kept(db, since)
    promises, paused = _promises(db, since), _paused(db, now)
    query = (
        select(Service.id, Service.name, Agency.name)
        .join(Agency, Agency.id == Service.agency_id)
        .where(Service.active.is_(True))
        .order_by(Agency.name, Service.name, Service.id)
    )
    return [
        ServiceFigures(name, agency, tuple(targets[id]), kept[id], promises[id], paused.get(id, 0))
        for id, name, agency in db.execute(query)
    ]


def _targets(db: Session) -> Mapping[int, list[tuple[str, int, str]]]:
    found = {(one.service_id, one.measure): (one.measure, one.amount, one.unit) for one in db.scalars(select(Target))}
    targets: dict[int, list[tuple[str, int, str]]] = defaultdict(list)
    for service_id in {service for service, _measure in found}:
        targets[service_id] = [found[service_id, measure] for measure in MEASURES if (service_id, measure) in found]
    return targets


def _kept(db: Session, since: datetime) -> Mapping[int, dict[str, Kept]]:
    columns = (CaseClock.service_id, CaseClock.measure, CaseClock.on_time)
    query = select(*columns, func.count()).where(CaseClock.decided_at >= since).group_by(*columns)
    kept: dict[int, dict[str, Kept]] = defaultdict(dict)
    for service_id, measure, on_time, number in db.execute(query):
        before = kept[service_id].get(measure, Kept())
        kept[service_id][measure] = Kept(before.on_time + (number if on_time else 0), before.of + number)
    return kept


def _promises(db: Session, since: datetime) -> Mapping[int | None, dict[str, int]]:
    columns = (Promise.service_id, Promise.state)
    query = select(*columns, func.count()).where(Promise.settled_at >= since).group_by(*columns)
    promises: dict[int | None, dict[str, int]] = defaultdict(dict)
    for service_id, state, number in db.execute(query):
        promises[service_id][state] = number
    return promises


def _paused(db: Session, now: datetime) -> Mapping[int, int]:
    # An expression, so that SQLite groups the few that pause instead of walking all cases by the index of their kind.
    kind = func.coalesce(Case.service_id, 0)
    query = select(kind, func.count()).where(Case.paused_since <= now).group_by(kind)
    return {row[0]: row[1] for row in db.execute(query)}
