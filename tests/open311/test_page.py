"""/open311: what is here, with what our own run against the standard found."""

from datetime import timedelta

from sqlalchemy import select

from community import clock
from community.activity.models import Timer
from community.activity.timers import begin_daily
from community.open311 import conformance
from community.open311.conformance_keeping import KIND
from tests import make


def test_the_run_is_real_kept_and_shown_with_its_time(db, made, app, visitor, worker, look, monkeypatch):
    options = [{"key": "l", "name": "Lane"}]
    make.question(db, made.pothole, "where", datatype="singlevaluelist", options=options, position=2)
    assert "has not run yet" in visitor.get("/open311")
    begin_daily(db, app)
    begin_daily(db, app)
    db.commit()
    worker()
    page = visitor.get("/open311")
    assert "Every check passed." in page
    for name, _check in conformance.CHECKS:
        assert name in page
    machine = visitor.get("/open311", headers={"Accept": "application/json"}).json
    assert len(machine["conformance"]["results"]) == len(conformance.CHECKS)
    assert machine["discovery"]["endpoints"]
    [due] = look(select(Timer.due).where(Timer.kind == KIND))
    assert due > clock.now() + timedelta(hours=23)

    # the next run finds a fault, and says so
    monkeypatch.setattr("community.open311.server_views.services_listed", lambda db: [{"service_code": "a"}] * 2)
    with clock.travel(timedelta(days=1, minutes=1)):
        worker()
    page = visitor.get("/open311")
    assert "check failed" in page or "checks failed" in page
    assert "a service code twice" in page
