"""How the city keeps what it promises: every kind of request with its targets, and what became of them lately. For
everybody, with how many each figure counts.

A target counts once it is settled: met in time, or missed, whether or not the case still runs. So a case that runs and
is late counts as late, one that is still in time does not count yet, and the time of a pause is not counted as the
city's. The city's closings stand beside what neighbors settled of them, neither in the other's place. Grouped queries
over the last 90 days, each from its index, however many cases there are.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.cases.models import Case, FollowUp, Step
from community.cases.models_clock import CaseClock, Promise
from community.cases.rules import ASKS_NEIGHBORS
from community.catalog.models import Agency, Service, Target
from community.catalog.rules import MEASURES

SPAN = timedelta(days=90)
"""How far back the figures reach."""
STATES = ("kept", "moved", "broken")
OUTCOMES = {"settled": "fixed", "reopened": "still", "place_given": ""}
"""The first of these steps after a closing is what came of it, and what neighbors say by it."""
OUTCOME = (
    select(Step.kind)
    .where(Step.case_id == FollowUp.case_id, Step.at >= FollowUp.written_at, Step.kind.in_(OUTCOMES))
    .order_by(Step.at, Step.id)
    .limit(1)
    .correlate(FollowUp)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Kept:
    """Of ``of`` targets that were settled, so many were met in time."""

    on_time: int = 0
    of: int = 0


@dataclass(frozen=True)
class Tracks:
    """Closings of which neighbors may say whether it is fixed: how many the city calls ``done`` and ``not_found``, and
    of how many of them neighbors settled that it is ``fixed`` or ``still`` there."""

    done: int = 0
    not_found: int = 0
    fixed: int = 0
    still: int = 0

    @property
    def closed(self) -> int:
        """All of them."""
        return self.done + self.not_found

    @property
    def unsettled(self) -> int:
        """Those of which neighbors have settled nothing: nobody looked, or too few."""
        return self.closed - self.fixed - self.still


@dataclass(frozen=True)
class ServiceFigures:
    """One kind of request. ``targets``: (measure, amount, unit), the first answer first; ``kept`` by measure;
    ``promises`` by what became of them; ``paused``: cases whose clock stands still now; ``tracks``: what city and
    neighbors say; ``retired``: the city takes it no more."""

    name: str
    agency: str
    targets: tuple[tuple[str, int, str], ...]
    kept: Mapping[str, Kept]
    promises: Mapping[str, int]
    paused: int
    tracks: Tracks
    retired: bool = False

    @property
    def promised(self) -> int:
        """Promised days that were settled."""
        return sum(self.promises.get(state, 0) for state in STATES)

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing to say of it yet."""
        return not ((self.targets and not self.retired) or self.is_counted)

    @property
    def is_counted(self) -> bool:
        """Whether any figure counts it."""
        return bool(self.kept or self.promised or self.paused or self.tracks.closed)


def service_figures(db: Session, now: datetime) -> list[ServiceFigures]:
    """Every kind of request, by agency and name; one that the city takes no more while a figure still counts it: what
    was promised is not forgotten with it. Six queries."""
    since = now - SPAN
    targets, kept = _targets(db), _kept(db, since)
    promises, paused, tracks = _promises(db, since), _paused(db, now), _tracks(db, since)
    query = (
        select(Service.id, Service.name, Agency.name, Service.active)
        .join(Agency, Agency.id == Service.agency_id)
        .order_by(Agency.name, Service.name, Service.id)
    )
    found = [
        ServiceFigures(
            name, agency, tuple(targets[id]), kept[id], promises[id], paused.get(id, 0), tracks[id], not active
        )
        for id, name, agency, active in db.execute(query)
    ]
    return [one for one in found if one.is_counted or not one.retired]


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


def _tracks(db: Session, since: datetime) -> Mapping[int | None, Tracks]:
    """What was closed already when it was imported (no round of ours) stands apart: neighbors were never asked about
    it."""
    closings = (
        select(Case.service_id, FollowUp.code, OUTCOME.label("outcome"))
        .join(Case, Case.id == FollowUp.case_id)
        .where(FollowUp.written_at >= since, FollowUp.kind == "closed", FollowUp.code.in_(ASKS_NEIGHBORS))
        .where(Case.round > 0)
        .subquery()
    )
    columns = (closings.c.service_id, closings.c.code, closings.c.outcome)
    tracks: dict[int | None, Tracks] = defaultdict(Tracks)
    for service_id, code, outcome, number in db.execute(select(*columns, func.count()).group_by(*columns)):
        for track in filter(None, (code, OUTCOMES.get(outcome))):
            before = tracks[service_id]
            tracks[service_id] = replace(before, **{track: getattr(before, track) + number})
    return tracks
