"""How a case stands by its clocks: tables, and what holds for every pause, over holidays and changed clocks too."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.cases.clocks import moments_of, moved_by, next_change, next_due, pace_at
from community.catalog.working_time import UNITS, Hours, between, due

HOURS = Hours("America/New_York", country="US")
HERE = ZoneInfo(HOURS.zone)


def at(text):
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=HERE).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "risk", "over"),
    [
        ("11-02 12:00", 2, "working_days", "11-03 16:15", "11-04 12:00"),  # the last quarter: half a working day
        ("11-24 16:00", 1, "working_days", "11-25 13:52", "11-25 16:00"),
        ("11-25 16:00", 1, "working_days", "11-27 13:52", "11-27 16:00"),  # Thanksgiving between
        ("11-01 00:30", 4, "hours", "11-01 02:30", "11-01 03:30"),  # an hour came twice
        ("03-06 09:00", 4, "days", "03-09 09:00", "03-10 09:00"),  # an hour was missing
    ],
)
def test_a_target_is_at_risk_in_the_last_quarter_of_its_time(start, amount, unit, risk, over):
    moments = moments_of(at(start), amount, unit, HOURS)
    assert moments.risk_at.replace(second=0) == at(risk)
    assert moments.due_at == at(over)


PAUSES = st.lists(
    st.tuples(st.integers(0, 9 * 24 * 60), st.integers(1, 9 * 24 * 60)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=4,
)


@given(
    st.datetimes(datetime(2026, 2, 20), datetime(2026, 12, 20)).map(lambda moment: moment.replace(tzinfo=UTC)),
    st.integers(1, 12),
    st.sampled_from([unit for unit in UNITS if unit != "days"]),
    PAUSES,
)
def test_a_pause_neither_gives_nor_takes_time_that_counts(start, amount, unit, pauses):
    """What counts until the due moment, less what counts within the pauses, is what was promised; what had passed
    before a pause is where it was."""
    promised = between(start, due(start, amount, unit, HOURS), unit, HOURS)
    moments, began = moments_of(start, amount, unit, HOURS), start
    stood = timedelta(0)
    for begins, ends in pauses:
        began, ended = began + timedelta(minutes=begins), began + timedelta(minutes=ends)
        before, moments = moments, moved_by(moments, began, ended, unit, HOURS)
        if before.due_at > began and between(began, before.due_at, unit, HOURS):
            stood += between(began, ended, unit, HOURS)
            assert moments.due_at > ended
        else:
            assert moments.due_at == before.due_at
        assert moments.risk_at <= moments.due_at
        began = ended
    assert between(start, moments.due_at, unit, HOURS) - stood == promised


@given(st.integers(0, 300), st.integers(1, 40), st.integers(0, 8).map((24).__mul__), st.integers(1, 200))
def test_calendar_days_keep_the_clock_on_the_wall_over_a_pause(day, amount, since, lasted):
    start = datetime(2026, 2, 1, 12, tzinfo=HERE) + timedelta(days=day)
    began = (start.replace(tzinfo=None) + timedelta(hours=since)).replace(tzinfo=HERE).astimezone(UTC)
    ended = (start.replace(tzinfo=None) + timedelta(days=lasted, hours=since)).replace(tzinfo=HERE).astimezone(UTC)
    first = moments_of(start, amount, "days", HOURS)
    later = moved_by(first, began, ended, "days", HOURS)
    wall = later.due_at.astimezone(HERE)
    assert wall.hour == 12
    expected = lasted if timedelta(hours=since) < timedelta(days=amount) else 0
    assert wall.date() - first.due_at.astimezone(HERE).date() == timedelta(days=expected)


def clock(risk, over, met=None):
    return SimpleNamespace(unit="hours", risk_at=at(risk), due_at=at(over), met_at=at(met) if met else None)


ANSWER, DONE = clock("11-03 10:00", "11-03 12:00"), clock("11-05 10:00", "11-06 12:00")
ANSWERED = clock("11-03 10:00", "11-03 12:00", met="11-03 11:00")


@pytest.mark.parametrize(
    ("clocks", "now", "paused", "pace", "over", "change"),
    [
        ([], "11-03 09:00", False, None, None, None),
        ([ANSWER, DONE], "11-03 09:59", False, "on_time", "11-03 12:00", "11-03 10:00"),
        ([ANSWER, DONE], "11-03 10:00", False, "at_risk", "11-03 12:00", "11-03 12:00"),
        ([ANSWER, DONE], "11-03 12:00", False, "late", "11-03 12:00", "11-05 10:00"),
        ([ANSWERED, DONE], "11-03 12:00", False, "on_time", "11-06 12:00", "11-05 10:00"),
        ([ANSWERED, DONE], "11-05 10:00", True, "paused", "11-06 12:00", "11-06 12:00"),
        ([ANSWER, DONE], "11-03 13:00", True, "late", "11-03 12:00", "11-05 10:00"),  # a pause hides no lateness
        ([ANSWERED], "11-03 13:00", False, None, None, None),
    ],
)
def test_the_worst_of_what_is_still_to_come_is_read(clocks, now, paused, pace, over, change):
    moment = at(now)
    assert pace_at(clocks, moment, paused=paused) == pace
    assert next_due(clocks) == (at(over) if over else None)
    assert next_change(clocks, moment) == (at(change) if change else None)


def test_a_day_off_is_not_counted_between():
    assert between(at("11-25 12:00"), at("11-27 12:00"), "working_days", HOURS) == timedelta(hours=8.5)
    assert date(2026, 11, 26) in Hours("UTC", country="US")._official()
