"""The queue under its headings: what is past its promise, due today, next, on hold, and what nobody promised a time."""

import re
from datetime import UTC, datetime, timedelta

from community.cases.models import Case
from community.desk.counting import GROUP
from community.desk.grouping import end_of_day, face_of, grouped
from community.desk.queries import QueueRow
from tests.cast import city

NOW = datetime(2026, 6, 11, 15, 0, tzinfo=UTC)


def row(pace, due, opened=NOW - timedelta(days=1), **values):
    fields = dict.fromkeys(QueueRow.__dataclass_fields__) | {"pace": pace, "due_at": due, "opened_at": opened} | values
    return QueueRow(**fields)


def test_the_clock_of_a_row_says_in_words_what_is_left():
    for pace, left, words, used in (
        ("late", timedelta(days=-2, minutes=-1), "2 d late", 100),
        ("late", timedelta(hours=-3), "3 h late", 100),
        ("late", timedelta(minutes=-7), "7 min late", 100),
        ("at_risk", timedelta(hours=1, minutes=18), "1 h 18", 90),
        ("on_time", timedelta(minutes=40), "40 min", 100),
        ("on_time", timedelta(days=4), "4 d", 20),
        ("paused", timedelta(hours=-5), "On hold", 0),
        ("at_risk", timedelta(seconds=-3), "0 min", 100),  # the timer comes in a moment
    ):
        face = face_of(row(pace, NOW + left), NOW)
        assert (face.words, face.used) == (words, used)
    assert face_of(row(None, None), NOW) is None
    assert face_of(row("late", None, state="closed"), NOW) is None


def test_today_ends_at_the_citys_midnight():
    midnight = end_of_day(NOW, "America/New_York")
    assert midnight == datetime(2026, 6, 12, 4, 0, tzinfo=UTC)
    rows = [row("on_time", midnight - timedelta(minutes=1)), row("on_time", midnight)]
    counts = {GROUP + key: 1 for key in ("late", "today", "next", "hold", "none")}
    assert [group.name for group in grouped(rows, counts, midnight)] == ["Due today", "Next"]


def test_priya_reads_her_queue_under_headings_with_their_counts(db, browser):
    made = city(db)
    case = db.merge(made.cases["case"])
    case.pace, case.due_at = "late", case.opened_at
    values = {"board_id": made.juniper.id, "agency_id": made.sanitation.id, "opened_by": "votes", "state": "open"}
    for number in range(60):
        db.add(Case(title=f"Bags {number}", opened_at=case.opened_at + timedelta(minutes=number), **values))
    paces = ("late", "at_risk", "on_time", "paused")
    priya = browser(made.people["Priya"])
    for pace in paces:  # each has a clock of its own look
        case.pace = pace
        db.commit()
        assert 'class="clk' in priya.get("/desk?view=open").text
    case.pace = "late"
    db.commit()
    page = priya.get("/desk?view=open").text
    assert re.findall(r'class="grp"><span>([^<]*)</span><span>([^<]*)<', page) == [
        ("Past the promise", "1"),
        ("No time promised", "60"),
    ]
    older = re.search(r'href="(/desk[^"]*after=[^"]*)"', page)[1].replace("&amp;", "&")
    last = priya.get(older).text
    assert last.count('class="q"') == 11
    assert re.findall(r'class="grp"><span>([^<]*)</span><span>([^<]*)<', last) == [("No time promised", "60")]
    for other in ("/desk?view=closed", "/desk?view=open&sort=votes"):
        assert 'class="grp"' not in priya.get(other).text
