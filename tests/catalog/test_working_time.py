"""When a target is due: by the city's hours, its days off, its official holidays and the clock on the wall."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.catalog.working_time import Hours, NeverOpen, due

BOSTON = "America/New_York"
OFFICE = Hours(BOSTON)
"""Monday to Friday, 8:30 to 17:00: a working day of eight and a half hours."""
MASSACHUSETTS = Hours(BOSTON, country="US", region="MA", closed=frozenset({date(2026, 6, 12)}))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BOSTON))


@pytest.mark.parametrize(
    ("hours", "start", "amount", "unit", "end"),
    [
        (OFFICE, "2026-06-08 12:00", 2, "working_days", "2026-06-10 12:00"),
        (OFFICE, "2026-06-06 03:00", 1, "working_days", "2026-06-08 17:00"),  # from Saturday
        (OFFICE, "2026-06-05 16:30", 1, "working_days", "2026-06-08 16:30"),  # over a weekend
        (OFFICE, "2026-06-08 16:30", 1, "working_hours", "2026-06-09 09:00"),
        (OFFICE, "2026-06-08 17:00", 1, "working_hours", "2026-06-09 09:30"),
        (OFFICE, "2026-06-08 23:00", 3, "hours", "2026-06-09 02:00"),
        (OFFICE, "2026-03-07 12:00", 1, "days", "2026-03-08 12:00"),  # the clocks go forward: 23 hours
        (OFFICE, "2026-03-07 12:00", 24, "hours", "2026-03-08 13:00"),
        (OFFICE, "2026-10-30 16:00", 2, "working_hours", "2026-11-02 09:30"),  # and back
        (MASSACHUSETTS, "2026-04-17 17:00", 1, "working_days", "2026-04-21 17:00"),  # Patriots' Day is the 20th
        (MASSACHUSETTS, "2026-06-11 17:00", 1, "working_days", "2026-06-15 17:00"),  # the city's own day off
        (Hours(BOSTON, time(22), time(23), frozenset({6})), "2026-06-08 09:00", 2, "working_days", "2026-06-21 23:00"),
    ],
)
def test_a_target_is_due(hours, start, amount, unit, end):
    assert due(local(start), amount, unit, hours) == local(end)


def test_a_city_that_never_opens_has_no_due_moment():
    shut = Hours(BOSTON, weekdays=frozenset())
    with pytest.raises(NeverOpen):
        due(local("2026-06-08 12:00"), 1, "working_days", shut)


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
UNITS = st.sampled_from(("working_hours", "working_days", "hours", "days"))
CITIES = st.builds(
    Hours,
    st.sampled_from((BOSTON, "Europe/Berlin", "Australia/Lord_Howe", "UTC")),
    st.times(time(4), time(11)),
    st.times(time(12), time(22)),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(("", "US", "DE")),
)


@given(CITIES, MOMENTS, st.integers(1, 60), UNITS)
def test_it_is_later_and_at_work_while_the_city_works(hours, start, amount, unit):
    end = due(start, amount, unit, hours)

    assert end > start
    if unit.startswith("working"):
        here = end.astimezone(ZoneInfo(hours.zone))
        assert hours.is_working(here.date())
        assert hours.opens < here.time() <= hours.closes


@given(CITIES, MOMENTS, st.timedeltas(timedelta(), timedelta(days=40)), st.integers(1, 30), st.integers(0, 30), UNITS)
def test_who_asks_later_or_allows_more_is_not_answered_sooner(hours, start, wait, amount, more, unit):
    assert due(start, amount, unit, hours) <= due(start + wait, amount + more, unit, hours) + timedelta(
        hours=2 if unit == "days" else 0  # a calendar day over a change of the clocks is an hour or so shorter
    )


@given(
    CITIES, MOMENTS, st.integers(1, 30), st.integers(1, 30), st.sampled_from(("working_hours", "working_days", "hours"))
)
def test_two_spans_one_after_the_other_are_their_sum(hours, start, first, second, unit):
    assert due(due(start, first, unit, hours), second, unit, hours) == due(start, first + second, unit, hours)
