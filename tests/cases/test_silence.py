"""A case that nobody speaks about, and a captain who asks: the desk is alarmed before the target breaks, once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from community.cases.actions import answer_case, close_case, schedule_case, take_case, transfer_case
from community.cases.actions_clock import pause_case, resume_case
from community.cases.models import Case
from community.cases.models_clock import CaseClock
from community.cases.silence import alarm_at, expects
from community.catalog.actions_targets import set_targets
from community.catalog.working_time import UNITS, Hours
from community.comments.actions import write_comment
from community.notices.models import Notice
from tests import make
from tests.cases.clocked import DAY, MINUTE, MONDAY, Story, on
from tests.cases.people import as_identity

TODAY = MONDAY.date()
WEEK = timedelta(days=7, hours=1)
"""Five working days, and an hour."""


@pytest.fixture
def story(db, app, worker):
    """Nothing is promised for potholes, except where a story says so."""
    made = Silent(db, app, worker)
    set_targets(db, None, made.pothole.id, {})
    db.commit()
    return made


class Silent(Story):
    def quiet(self, case):
        self.tick()
        found = self.db.get(Case, case.id, populate_existing=True).quiet_for
        self.db.commit()
        return found

    def told(self):
        self.tick()
        rows = self.db.execute(select(Notice.kind, Notice.person_id).where(Notice.kind.in_(("quiet", "asked"))))
        found = [tuple(row) for row in rows]
        self.db.commit()
        return found

    def say(self, who, words="Any news?"):
        write_comment(self.db, as_identity(self.db, who), self.post.id, words, False)
        self.db.commit()


@given(
    st.lists(st.tuples(st.integers(-500, 500), st.integers(1, 500), st.sampled_from(list(UNITS))), max_size=3),
    st.integers(1, 10),
)
def test_the_alarm_is_never_later_than_a_risk_to_come_nor_than_a_target_breaks_and_never_before_the_silence(runs, days):
    since, hours = datetime(2026, 6, 1, 18, tzinfo=UTC), Hours("America/New_York")
    clocks = []
    for begins, lasts, unit in runs:
        risk = since + timedelta(hours=begins)
        clocks.append(CaseClock(unit=unit, risk_at=risk, due_at=risk + timedelta(hours=lasts)))
    alarm = alarm_at(since, days, clocks, hours)
    assert alarm >= since
    assert all(alarm <= one.risk_at for one in clocks if one.risk_at > since)
    assert all(alarm < one.due_at for one in clocks if one.due_at > since)
    if all(one.due_at <= since for one in clocks):
        assert alarm == alarm_at(since, days, [], hours)  # what broke before hastens nothing


@pytest.mark.parametrize(
    ("closed", "paused", "promised", "history", "owed"),
    [
        (False, False, False, False, True),
        (True, False, False, False, False),
        (False, True, False, False, False),
        (False, False, True, False, False),
        (False, False, False, True, False),
    ],
)
def test_who_waits_for_something_named_is_not_quiet(closed, paused, promised, history, owed):
    assert expects(closed=closed, paused=paused, promised=promised, history=history) is owed


def test_a_case_nobody_speaks_about_is_quiet_until_the_city_speaks(story, browser):
    with on(MONDAY):
        case = story.open()
        story.act(take_case, case)
    with on(MONDAY + WEEK - timedelta(hours=2)):
        assert story.quiet(case) is None
    with on(MONDAY + WEEK):
        assert story.quiet(case) == "silence"
        story.say(story.luis)  # a neighbor's word is not the city's
        assert story.quiet(case) == "silence"
        assert "Quiet, with no next step" in browser(story.priya_person).get("/desk?view=quiet").text
        assert story.told() == [("quiet", story.priya.person_id)]
        assert "A case has been quiet for too long." in browser(story.priya_person).get("/inbox").text
    with on(MONDAY + 2 * WEEK):
        assert len(story.told()) == 1  # once
        story.act(answer_case, case, "We are on it.")
        assert story.quiet(case) is None
        assert "No case is quiet" in browser(story.priya_person).get("/desk?view=quiet").text
    with on(MONDAY + 4 * WEEK):
        assert story.quiet(case) == "silence"  # and again, when it is silent again
    assert story.facts("case_quiet") == ["case_quiet"] * 2


def test_the_alarm_comes_before_the_target_breaks_and_all_of_an_agency_hear_it_while_nobody_has_the_case(story):
    set_targets(story.db, None, story.pothole.id, {"first_answer": (2, "working_days")})
    other = make.person(story.db, "Marcus T.")
    make.liaison(story.db, other, story.streets)
    with on(MONDAY):
        case = story.open()
    with on(MONDAY + 2 * DAY - timedelta(hours=3)):
        assert story.quiet(case) == "silence"
        assert story.now(case) == "at_risk"
        assert {who for _kind, who in story.told()} == {story.priya.person_id, other.id}
        assert story.facts("case_late") == []


def test_words_and_a_question_after_the_moment_of_risk_raise_the_alarm_before_the_target_breaks(story):
    """Ten working days, the time of risk begins after seven and a half: the city speaks just then, and no more."""
    set_targets(story.db, None, story.pothole.id, {"completion": (10, "working_days")})
    denise = make.person(story.db, "Denise W.")
    make.member(story.db, denise, story.board, "captain")
    with on(MONDAY):
        spoken, asked = story.open(title="A"), story.open(title="B")
    broken = story.clocks(asked)["completion"].due_at
    with on(MONDAY + 10 * DAY):
        story.act(answer_case, spoken, "We are on it.")
        story.act(answer_case, asked, "We are on it.")
    with on(broken - timedelta(hours=4)):
        assert story.quiet(spoken) == "silence"
        story.act(answer_case, asked, "Tomorrow, we hope.")
        story.say(denise)
        assert story.quiet(asked) is None
    with on(broken - MINUTE):
        assert story.now(asked) == "at_risk"
        assert story.quiet(asked) == "question"
    assert story.facts("case_late") == []


def test_a_promised_day_and_a_pause_are_something_to_expect(story):
    with on(MONDAY):
        planned, paused = story.open(title="A"), story.open(title="B")
        story.act(schedule_case, planned, TODAY + 10 * DAY, "In ten days.", today=TODAY)
        story.act(pause_case, paused, "parts", "We wait.")
    with on(MONDAY + WEEK + 2 * DAY):
        assert [story.quiet(planned), story.quiet(paused)] == [None, None]
        story.act(resume_case, paused)
    with on(MONDAY + 2 * WEEK + DAY):
        assert story.quiet(planned) is None  # the promise broke three days ago: a silence of its own begins
    with on(MONDAY + 3 * WEEK):
        assert [story.quiet(planned), story.quiet(paused)] == ["silence", "silence"]
        story.act(close_case, paused, "done", "Filled.")
        assert story.quiet(paused) is None


def test_a_captains_question_waits_a_working_day_even_under_a_closed_case(story, browser):
    denise, luis = make.person(story.db, "Denise W."), story.luis
    make.member(story.db, denise, story.board, "captain")
    with on(MONDAY):
        case = story.open()
        story.act(close_case, case, "done", "Filled.")
        story.say(luis)
    with on(MONDAY + 2 * DAY):
        assert story.quiet(case) is None
        story.say(denise, "It is still there. When do you come back?")
        story.say(denise, "Hello?")
        assert story.quiet(case) is None
    with on(MONDAY + 3 * DAY + timedelta(hours=1)):
        assert story.quiet(case) == "question"
        assert story.told() == [("asked", story.priya.person_id)]
        assert "A captain waits for an answer" in browser(story.priya_person).get(f"/desk/case/{case.id}").text
        assert "A captain waits" not in browser(luis).get(f"/case/{case.id}").text
        story.act(answer_case, case, "On Friday.")
        assert story.quiet(case) is None
        assert story.db.get(Case, case.id).asked_at is None


def test_handing_a_case_on_answers_neither_a_captain_nor_a_neighbor(story):
    denise = make.person(story.db, "Denise W.")
    make.member(story.db, denise, story.board, "captain")
    marcus = make.person(story.db, "Marcus T.")
    make.liaison(story.db, marcus, story.streets)
    with on(MONDAY):
        case = story.open()
        story.act(answer_case, case, "We look at it.")
        assert story.db.get(Case, case.id).needs_answer_since is None
        story.say(denise, "When do you come?")
    with on(MONDAY + 2 * DAY):
        assert story.quiet(case) == "question"
        waits = story.db.get(Case, case.id).needs_answer_since
        story.act(transfer_case, case, liaison_id=marcus.id, words="Marcus has it now.")
        assert story.quiet(case) == "question"
        story.act(transfer_case, case, agency_id=story.water.id, words="It is a pipe.")
        now = story.db.get(Case, case.id, populate_existing=True)
        assert (now.quiet_for, now.needs_answer_since) == ("question", waits)
        assert now.asked_at is not None
        story.db.commit()
