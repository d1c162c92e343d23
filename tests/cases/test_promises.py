"""A day the city promised: kept, moved or broken, and what everybody reads of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from community.cases.actions import close_case, schedule_case
from community.cases.actions_clock import keep_promise
from community.cases.models import Case, Step
from community.cases.models_clock import Promise
from community.cases.promises import over_at, state_closed, state_moved, why_not_kept
from community.errors import Refused
from tests.cases.clocked import DAY, MINUTE, MONDAY, Story, on

TODAY = MONDAY.date()
TUESDAY, THURSDAY = TODAY + DAY, TODAY + 3 * DAY


@pytest.fixture
def story(db, app, worker):
    return Promised(db, app, worker)


class Promised(Story):
    def promise(self, case, day, today=TODAY):
        self.act(schedule_case, case, day, f"A crew on {day}.", today=today)

    def states(self):
        query = select(Promise.day, Promise.state).order_by(Promise.id)
        found = [tuple(row) for row in self.db.execute(query)]
        self.db.commit()
        return found

    def reads(self, case):
        found = self.db.get(Case, case.id, populate_existing=True)
        said = (found.promise, found.scheduled_for, found.moved_from)
        self.db.commit()
        return said


@pytest.mark.parametrize(
    ("day", "moved", "closed"),
    [(TUESDAY, "moved", {"done": "kept", "not_found": "kept", "declined": "dropped", "duplicate": "dropped"}),
     (TODAY, "moved", {"done": "kept", "not_responsible": "dropped"}),
     (TODAY - DAY, "broken", {"done": "broken", "declined": "broken"})],
)  # fmt: skip
def test_what_becomes_of_a_promise(day, moved, closed):
    assert state_moved(day, TODAY) == moved
    assert {code: state_closed(day, TODAY, code) for code in closed} == closed
    assert (why_not_kept(day, TODAY) is None) == (day >= TODAY)


def test_the_day_is_over_in_the_city_also_when_the_clocks_change():
    assert over_at(date(2026, 3, 8), "America/New_York").isoformat() == "2026-03-09T04:00:00+00:00"
    assert over_at(date(2026, 11, 1), "America/New_York").isoformat() == "2026-11-02T05:00:00+00:00"


def test_a_day_is_moved_and_the_old_one_stays_visible(story, visitor):
    with on(MONDAY):
        case = story.open()
        story.promise(case, TUESDAY)
        story.promise(case, TUESDAY)  # said again: the same promise
        assert story.states() == [(TUESDAY, "open")]
        story.promise(case, THURSDAY)
        assert story.states() == [(TUESDAY, "moved"), (THURSDAY, "open")]
        page = visitor.get(f"/case/{case.id}").text
        assert "Set for Thu, Mar 4, moved from Tue, Mar 2" in page
    with on(MONDAY + 2 * DAY):
        story.tick()  # the timer of the old day finds nothing to break
        assert story.states()[0] == (TUESDAY, "moved")
        story.act(close_case, case, "done", "Filled.")
        assert story.states()[1] == (THURSDAY, "kept")
    assert story.facts("promise_kept", "promise_broken") == []  # the closing says it


def test_a_day_that_passes_breaks_the_promise_at_the_end_of_the_citys_day(story, visitor, browser):
    with on(MONDAY):
        case = story.open()
        story.promise(case, TUESDAY)
    end = MONDAY.replace(hour=0) + 2 * DAY
    with on(end - MINUTE):
        story.tick()
        assert story.reads(case) == ("open", TUESDAY, None)
    with on(end + MINUTE):
        story.tick()
        assert story.reads(case) == ("broken", TUESDAY, None)
        assert "not kept" in visitor.get(f"/case/{case.id}").text
        assert "not kept" in browser(story.priya_person).get("/desk?view=open").text
        with pytest.raises(Refused, match="No day is promised"):
            story.act(keep_promise, case, "We were there.", today=TUESDAY + DAY)
        story.db.rollback()
        story.promise(case, THURSDAY, today=TUESDAY + DAY)
        assert story.reads(case) == ("open", THURSDAY, None)
        story.act(close_case, case, "declined", "The street is private.", detail="Street Code 9-40")
    assert story.states() == [(TUESDAY, "broken"), (THURSDAY, "dropped")]
    steps = story.db.scalars(select(Step.kind).where(Step.case_id == case.id).order_by(Step.id)).all()
    assert [kind for kind in steps if kind in ("scheduled", "broken", "kept")] == ["scheduled", "broken", "scheduled"]
    story.db.commit()
    assert story.facts("promise_kept", "promise_broken") == ["promise_broken"]


def test_priya_says_that_the_crew_came_and_the_case_goes_on(story, browser, visitor):
    with on(MONDAY):
        case = story.open()
        story.promise(case, TUESDAY)
    with on(MONDAY + DAY + timedelta(hours=9)):  # the last hours of the promised day, in the city
        version = story.db.get_one(Case, case.id).version
        story.db.commit()
        luis = browser(story.luis)
        luis.post(f"/desk/case/{case.id}/keep", 404, version=version, words="They came.")
        priya = browser(story.priya_person)
        assert "Say that the crew came" in priya.get(f"/desk/case/{case.id}").text
        priya.post(f"/desk/case/{case.id}/keep", 422, version=version, words="")
        priya.post(f"/desk/case/{case.id}/keep", version=version, words="The crew made it safe.")
        assert "The crew made it safe." in visitor.get(f"/o/{story.post.id}").text
        assert "Promised for" in visitor.get(f"/o/{story.post.id}").text
        assert story.reads(case)[0] == "kept"
    with on(MONDAY + 4 * DAY):
        story.tick()
    assert story.states() == [(TUESDAY, "kept")]


def test_a_worker_that_was_away_breaks_it_all_the_same(story):
    with on(MONDAY):
        case = story.open()
        story.promise(case, TUESDAY)
    with on(MONDAY + 5 * DAY):
        story.act(close_case, case, "done", "Filled.")
        assert story.states() == [(TUESDAY, "broken")]
        story.tick()
    assert story.facts("promise_kept", "promise_broken") == ["promise_broken"]
