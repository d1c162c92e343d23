"""Several short lists in one statement: the same rows, values and order as of each query asked alone."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from community.cases.models import Case
from community.cases.models_undo import Undoable
from community.catalog.models import Agency
from community.db.short_lists import short_lists
from community.observations.models import Observation
from community.people.models import Membership
from tests import make
from tests.cast import city
from tests.counting import asked

WORDS = ("", "null", '{"a": 1}', "[1]", "7", 'He said "no" \\ it\'s\n\tso\u2028', "Улица 東京 🚲 Ñandú", "<b>&amp;")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *((Case.title, words) for words in WORDS),
        (Case.reference, None),
        (Case.version, 2**40),
        (Case.needs_sorting, True),
        (Case.needs_sorting, False),
        (Case.scheduled_for, date(2026, 2, 28)),
        (Case.scheduled_for, None),
        (Case.closed_at, datetime(2026, 7, 1, 23, 59, 59, 1, UTC)),
        (Case.closed_at, datetime(2026, 1, 1, tzinfo=UTC)),
        (Case.closed_at, None),
        (Case.answers, {}),
        (Case.answers, {"size": ["ü", 'a "b"', 1, True, None], "null": {}}),
    ],
)
def test_a_value_comes_back_as_the_column_gives_it(db, column, value):
    case = city(db).cases["case"]
    setattr(case, column.key, value)
    db.commit()
    query = select(Case.id, column).where(Case.id == case.id)
    [row] = short_lists(db, one=query)["one"]
    assert row == tuple(db.execute(query).one()) == (case.id, value)
    assert type(getattr(row, column.key)) is type(value)


def test_lists_of_different_shapes_come_in_their_order_in_one_statement(db, engines):
    made = city(db)
    make.liaison(db, made.people["Sam"], made.sanitation, [made.marble.id])
    queries = {
        "agencies": select(Agency).order_by(Agency.name.desc()),
        "newest": select(Observation.id, Observation.title).order_by(Observation.id.desc()).limit(2),
        "parts": select(Membership.boards, Membership.role).order_by(Membership.id),
        "none": select(Undoable.typed, Undoable.until),
        "number": select(func.count()).select_from(Case),
        "last": select(func.max(Undoable.id)),
    }
    with asked(engines) as statements:
        found = short_lists(db, **queries)
    assert len(statements) == 1
    for name in queries.keys() - {"agencies"}:
        assert found[name] == [tuple(row) for row in db.execute(queries[name])], name
    assert [agency.name for agency in found["agencies"]] == ["Streets", "Sanitation"]
    assert [agency.fallback for agency in found["agencies"]] == [True, False]
    assert {tuple(part.boards) if part.boards else part.boards for part in found["parts"]} == {None, (made.marble.id,)}
    assert (found["none"], found.value("none"), found.value("last")) == ([], None, None)
    assert found.value("number") == len(made.cases)


def test_a_fraction_is_refused(db):
    with pytest.raises(TypeError, match="short list"):
        short_lists(db, points=select(Observation.lat))
