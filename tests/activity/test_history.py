"""The history: what commits is told in commit order; what does not commit is never told."""

from dataclasses import dataclass

from sqlalchemy import select

from community.activity.facts import Fact
from community.activity.models import Activity
from community.activity.record import record
from tests import make


@dataclass(frozen=True)
class LampLit(Fact):
    """A fact of these tests."""

    board_id: int
    count: int


def kinds(db):
    return [(row.kind, row.data) for row in db.scalars(select(Activity).order_by(Activity.id))]


def test_a_fact_is_told_with_the_change_it_belongs_to(db):
    record(db, LampLit(board_id=1, count=2), actor_id=7)
    assert kinds(db) == []
    db.commit()
    assert kinds(db) == [("lamp_lit", {"count": 2})]


def test_a_rollback_leaves_nothing_to_tell(db):
    make.person(db)
    record(db, LampLit(board_id=1, count=1))
    db.rollback()
    db.commit()
    assert kinds(db) == []


def test_a_savepoint_drops_only_its_own_facts(db):
    record(db, LampLit(board_id=1, count=1))
    savepoint = db.begin_nested()
    record(db, LampLit(board_id=1, count=2))
    savepoint.rollback()
    with db.begin_nested():
        record(db, LampLit(board_id=1, count=3))
    db.commit()
    assert kinds(db) == [("lamp_lit", {"count": 1}), ("lamp_lit", {"count": 3})]


def test_a_page_without_a_database_row_answers_health(visitor):
    report = visitor.get("/healthz").json
    assert report["database"] == "ok"
    assert report["activity"] == 0
