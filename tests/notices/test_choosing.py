"""When a mail may go out: quiet hours in the person's own time zone, digests, days on which clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community.notices.choosing import GATHER, REST, Choices, allowed_at, group_of, is_quiet, mail_at

NEW_YORK = Choices("America/New_York")


def new_york(*when):
    return datetime(*when, tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("hour", "quiet", "expected"),
    [(20, (20, 8), True), (7, (20, 8), True), (8, (20, 8), False), (19, (20, 8), False), (3, (1, 5), True),
     (5, (1, 5), False), (12, (9, 9), False)],
)  # fmt: skip
def test_quiet_hours_may_run_over_midnight(hour, quiet, expected):
    assert is_quiet(hour, quiet) is expected


def test_a_mail_in_the_night_waits_for_the_morning_where_the_person_is():
    assert allowed_at(new_york(2026, 6, 11, 23, 30), NEW_YORK) == new_york(2026, 6, 12, 8)
    assert allowed_at(new_york(2026, 6, 12, 3), NEW_YORK) == new_york(2026, 6, 12, 8)
    noon = new_york(2026, 6, 12, 12)
    assert allowed_at(noon, NEW_YORK) == noon
    assert allowed_at(noon, Choices("Asia/Kolkata")) == datetime(2026, 6, 13, 8, tzinfo=ZoneInfo("Asia/Kolkata"))
    assert allowed_at(new_york(2026, 6, 12, 3), Choices("America/New_York", quiet=None)) == new_york(2026, 6, 12, 3)


def test_the_night_the_clocks_change_ends_at_eight_all_the_same():
    assert allowed_at(new_york(2026, 3, 7, 22), NEW_YORK).astimezone(UTC) == datetime(2026, 3, 8, 12, tzinfo=UTC)
    assert allowed_at(new_york(2026, 3, 6, 22), NEW_YORK).astimezone(UTC) == datetime(2026, 3, 7, 13, tzinfo=UTC)


def test_a_pause_comes_first_and_quiet_hours_after_it():
    paused = Choices("America/New_York", paused_until=new_york(2026, 6, 20, 22))
    assert allowed_at(new_york(2026, 6, 12, 12), paused) == new_york(2026, 6, 21, 8)


def test_at_once_waits_a_moment_and_rests_between_two_of_a_thread():
    noon = new_york(2026, 6, 12, 12)
    assert mail_at(noon, "now", NEW_YORK) == noon + GATHER
    assert mail_at(noon, "now", NEW_YORK, noon - timedelta(minutes=1)) == noon - timedelta(minutes=1) + REST


@pytest.mark.parametrize(
    ("rhythm", "expected"), [("daily", new_york(2026, 6, 12, 8)), ("weekly", new_york(2026, 6, 12, 8))]
)
def test_digests_come_in_the_morning_the_weekly_one_on_friday(rhythm, expected):
    assert mail_at(new_york(2026, 6, 11, 23), rhythm, NEW_YORK) == expected
    after = expected + timedelta(days=7 if rhythm == "weekly" else 1)
    assert mail_at(expected, rhythm, NEW_YORK) == after


def test_groups():
    assert group_of("answered", "own") == group_of("sent", "own") == "city"
    assert group_of("answered", "case") == group_of("posted", "place") == "followed"
    assert group_of("commented", "own") == group_of("replied", "own") == "replies"
    assert group_of("closed", "board") == "boards"
    assert group_of("hidden", "own") == "words"
