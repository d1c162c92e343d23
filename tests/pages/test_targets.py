"""The public page of targets: what was promised kind by kind, and what became of it, with how many were counted."""

from datetime import timedelta

import pytest

from community import clock
from community.cases.actions import answer_case, close_case, schedule_case
from community.cases.actions_clock import pause_case
from community.cases.models import Case
from community.catalog.models import Service
from community.confirmations.actions import answer_closing
from tests import make
from tests.cases.clocked import DAY, MONDAY, Story, on
from tests.cases.people import as_identity

TODAY = MONDAY.date()


@pytest.fixture
def story(db, app, worker):
    return Story(db, app, worker)


def panel(visitor, name):
    """What the page says of one kind, without its markup."""
    page = visitor.get("/targets").html
    found = next(item for item in page.select(".kinds-kept > li") if item.h2 and item.h2.text == name)
    return " ".join(found.dl.get_text(" ", strip=True).split())


@pytest.mark.trial
def test_late_cases_that_still_run_count_as_late_and_the_others_not_yet(story, visitor):
    with on(MONDAY):
        quick, slow, waiting = story.open(title="A"), story.open(title="B"), story.open(title="C")
        story.act(answer_case, quick, "Today.")
        story.act(schedule_case, quick, TODAY + DAY, "Tomorrow.", today=TODAY)
        story.act(schedule_case, quick, TODAY + 2 * DAY, "On Wednesday.", today=TODAY)
        story.act(schedule_case, slow, TODAY + DAY, "Tomorrow.", today=TODAY)
        story.act(close_case, quick, "done", "Filled.")
        story.act(pause_case, waiting, "parts", "The asphalt is on its way.")
    with on(MONDAY + 5 * DAY):
        story.tick()
        said = panel(visitor, "Pothole")
        assert "First answer within 1 working day 2 of 2 on time" in said  # the paused one is not settled
        assert "Done within 4 working days 1 of 2 on time" in said
        assert "Days promised for work 1 of 3 kept, 1 moved, 1 not kept" in said
        assert "Clock stands still now 1 case" in said
        assert panel(visitor, "Clogged inlet") == "Done within 10 working days No case has come due yet."
        # taken no more, and still accounted for
        story.db.get(Service, story.pothole.id).active = False
        story.db.get(Service, story.inlet.id).active = False
        story.db.commit()
        assert panel(visitor, "Pothole") == said
        assert "The city does not take it any more" in visitor.get("/targets").text
        assert "Clogged inlet" not in visitor.get("/targets").text
        story.db.get(Service, story.pothole.id).active = True
        story.db.commit()
    with on(MONDAY + timedelta(days=120)):
        assert "of 2" not in panel(visitor, "Pothole")
    assert clock.now() < MONDAY


def test_both_tracks_are_counted_side_by_side_and_a_denied_closing_keeps_no_promise(story, visitor):
    """Of four closings one is agreed with, one is denied, one nobody looked at, and one is history."""
    neighbors = [make.person(story.db, f"Neighbor {n}") for n in range(3)]
    for one in neighbors:
        make.member(story.db, one, story.board)

    def say(case, says):
        for one in neighbors:
            answer_closing(story.db, as_identity(story.db, one), behind[case.id], case.id, says, story.app.knobs)
        story.db.commit()

    behind = {}
    with on(MONDAY):
        cases = []
        for title in "ABCD":
            cases.append(story.open(title=title))
            behind[cases[-1].id] = story.post.id
        agreed, denied, alone, history = cases
        story.act(schedule_case, denied, TODAY + DAY, "Tomorrow.", today=TODAY)
        for case in (agreed, denied, history):
            story.act(close_case, case, "done", "Filled.")
        story.act(close_case, alone, "not_found", "Nothing there.", detail="Larch St")
        story.db.get_one(Case, history.id).round = 0
        story.db.commit()
        assert "Days promised for work 1 of 1 kept" in panel(visitor, "Pothole")
        say(agreed, "fixed")
        say(denied, "still")
        said = panel(visitor, "Pothole")
    assert "The city says 2 done, 1 not found" in said
    assert "Neighbors say of these 1 fixed, 1 still there, 1 not settled" in said
    assert "Days promised" not in said
    with on(MONDAY + timedelta(days=91)):
        assert "Neighbors say of these" not in panel(visitor, "Pothole")


def test_a_city_without_targets_says_so(made, visitor):
    page = visitor.get("/targets").text
    assert "The city has set no targets yet." in page
    assert "Dumping, Pothole" in page
