"""The run against the standard, and what is kept of it: once a day, by the worker, in no transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Activity, Delivery
from community.activity.record import record
from community.activity.registry import Owed
from community.open311.conformance import Result, run_checks
from community.open311.server_facts import ConformanceDue, ConformanceRan
from community.open311.server_models import Conformance

KIND = "open311.conformance"


def fall_due(db: Session) -> None:
    """It is time: owe a run."""
    record(db, ConformanceDue())


def owe_run(db: Session, activities: Sequence[Activity], app: Any) -> Iterator[Owed]:
    """The consumer."""
    for activity in activities:
        yield Owed(activity.id, KIND, "run")


def run(delivery: Delivery, app: Any) -> None:
    """Run, and keep what was found."""
    results = run_checks(app)
    with app.sessions.writing() as db, db.begin():
        keep_results(db, results)


def keep_results(db: Session, results: Sequence[Result]) -> None:
    """Instead of those of the last run."""
    db.merge(Conformance(id=1, ran_at=clock.now(), results=[asdict(result) for result in results]))
    record(db, ConformanceRan(failed=sum(bool(result.problem) for result in results)))


def last_run(db: Session) -> Conformance | None:
    """What was found last; None before the first run."""
    return db.get(Conformance, 1)
