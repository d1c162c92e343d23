"""Ana's pothole and the time the city gave itself: from the opening to the closing, and beyond."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.cases.actions import answer_case, close_case, schedule_case, sort_case, take_case, transfer_case
from community.cases.actions_clock import pause_case, resume_case
from community.cases.clocking import note_reopened
from community.cases.models import Case, Step
from community.cases.models_clock import Pause
from community.catalog.actions_targets import set_targets
from community.comments.actions import write_comment
from community.errors import Refused
from tests.cases.clocked import DAY, MINUTE, MONDAY, Story, on
from tests.cases.people import as_identity


@pytest.fixture
def story(db, app, worker):
    return Story(db, app, worker)


def test_a_case_goes_from_on_time_over_at_risk_to_late_by_itself(story):
    with on(MONDAY):
        case = story.open()
        assert story.now(case) == "on_time"
    with on(MONDAY + DAY - timedelta(hours=2)):
        assert story.now(case) == "at_risk"
    with on(MONDAY + DAY + timedelta(minutes=1)):
        assert story.now(case) == "late"
        assert story.now(case) == "late"
    with on(MONDAY + DAY + timedelta(hours=1)):
        story.act(answer_case, case, "We look at it tomorrow.")
        assert story.now(case) == "on_time"  # the next thing is to be done, and there is time for it
        answer = story.clocks(case)["first_answer"]
        assert answer.on_time is False
        assert answer.decided_at == answer.due_at < answer.met_at
    with on(MONDAY + 2 * DAY):
        story.act(close_case, case, "done", "Filled.")
        assert story.now(case) == "on_time"
        assert story.clocks(case)["completion"].on_time
    assert story.facts("case_at_risk", "case_late") == ["case_at_risk", "case_late"]


def test_taking_and_handing_on_answer_nobody_and_stop_no_clock(story):
    with on(MONDAY):
        case = story.open()
        before = {measure: one.due_at for measure, one in story.clocks(case).items()}
        story.act(take_case, case)
        story.act(transfer_case, case, agency_id=story.water.id, words="A pipe, not the street.")
        after = story.clocks(case)
        assert {measure: one.due_at for measure, one in after.items()} == before
        assert after["first_answer"].met_at is None
        assert story.db.get(Case, case.id).answered_at is None


def test_a_target_that_changes_later_changes_no_promise_made(story):
    with on(MONDAY):
        case = story.open()
        set_targets(story.db, None, story.pothole.id, {"completion": (90, "days")})
        story.db.commit()
        assert story.clocks(case)["completion"].due_at - MONDAY < 4 * DAY + MINUTE
        assert story.clocks(story.open())["completion"].due_at - MONDAY > 89 * DAY


def test_a_case_of_no_kind_has_no_clock_until_it_is_sorted_and_then_since_it_was_opened(story):
    with on(MONDAY):
        case = story.open(service_id=None)
        assert story.now(case) is None
        assert story.clocks(case) == {}
    with on(MONDAY + 2 * DAY):
        story.act(sort_case, case, story.pothole.id, {})
        assert story.now(case) == "late"  # a working day for the first answer has passed meanwhile
        assert story.clocks(case)["completion"].due_at - MONDAY < 4 * DAY + MINUTE


def test_history_has_no_clock(story):
    with on(MONDAY):
        case = story.open()
        imported = Case(
            agency_id=story.streets.id, service_id=None, needs_sorting=True, title="Old", opened_at=MONDAY,
            opened_by="import", imported=True,
        )  # fmt: skip
        story.db.add(imported)
        story.db.commit()
        story.act(sort_case, imported, story.pothole.id, {})
        assert story.clocks(imported) == {}
        assert story.clocks(case) != {}


def test_a_pause_needs_a_reason_and_words_and_ends_when_the_neighbor_answers(story):
    with on(MONDAY):
        case = story.open()
        story.act(answer_case, case, "Thank you.")
    with on(MONDAY + DAY):
        for reason, words in (("", "We wait."), ("holiday", "We wait."), ("neighbor", " ")):
            with pytest.raises(Refused):
                pause_case(story.db, story.priya, case.id, story.db.get(Case, case.id).version, reason, words)
            story.db.rollback()
        story.act(pause_case, case, "neighbor", "Which of the two lanes is it?")
        assert story.now(case) == "paused"
        with pytest.raises(Refused, match="already"):
            story.act(pause_case, case, "parts", "And parts.")
        story.db.rollback()
    with on(MONDAY + 7 * DAY):
        assert story.now(case) == "paused"  # three working days were left, and are left
        write_comment(story.db, as_identity(story.db, story.luis), story.post.id, "The left one.", False)
        assert story.now(case) == "on_time"
        assert story.clocks(case)["completion"].due_at.astimezone(MONDAY.tzinfo).date() == (MONDAY + 10 * DAY).date()
    [pause] = story.db.scalars(select(Pause)).all()
    assert (pause.reason, pause.ended_how, pause.ended_by) == ("neighbor", "answer", None)
    kinds = story.db.scalars(select(Step.kind).where(Step.case_id == case.id).order_by(Step.id)).all()
    assert [kind for kind in kinds if kind in ("paused", "resumed")] == ["paused", "resumed"]
    story.db.commit()
    assert story.facts("case_paused", "case_resumed", "case_late") == ["case_paused", "case_resumed"]


def test_another_pause_is_ended_by_hand_and_by_the_closing_but_by_no_neighbor(story):
    with on(MONDAY):
        case = story.open()
        story.act(schedule_case, case, (MONDAY + DAY).date(), "Tomorrow.", today=MONDAY.date())
        story.act(pause_case, case, "parts", "The asphalt comes on Thursday.")
        write_comment(story.db, as_identity(story.db, story.luis), story.post.id, "Thanks!", False)
        assert story.now(case) == "paused"
    with on(MONDAY + DAY):
        story.act(resume_case, case)
        assert story.now(case) == "on_time"
        with pytest.raises(Refused, match="runs"):
            story.act(resume_case, case)
        story.db.rollback()
        story.act(pause_case, case, "weather", "It rains.")
    with on(MONDAY + 9 * DAY):
        story.act(close_case, case, "done", "Filled.")
        assert story.now(case) == "on_time"
    assert story.db.get(Case, case.id).paused_since is None
    assert story.facts("case_late") == []


def test_what_was_late_before_a_pause_stays_late(story):
    with on(MONDAY + 7 * DAY):
        with on(MONDAY):
            case = story.open()
        story.act(pause_case, case, "weather", "It rains.")  # the timer never came: the pause looks first
        assert story.now(case) == "late"
        story.act(close_case, case, "duplicate", "See there.", duplicate_of=_other(story))
        assert story.now(case) == "late"
        assert story.clocks(case)["completion"].on_time is False


def _other(story):
    other = story.open()
    other.reference = "311-other"
    story.db.commit()
    return "311-other"


def test_a_duplicate_in_time_counts_for_nothing(story):
    with on(MONDAY):
        case = story.open()
        story.act(close_case, case, "duplicate", "See there.", duplicate_of=_other(story))
        assert story.now(case) is None
        assert story.clocks(case)["completion"].decided_at is None
        assert story.clocks(case)["first_answer"].on_time


def test_a_reopened_case_has_the_time_left_that_it_had(story):
    with on(MONDAY):
        case = story.open()
    with on(MONDAY + 3 * DAY):
        story.act(close_case, case, "done", "Filled.")
    with on(MONDAY + 9 * DAY):
        story.db.refresh(case)
        case.state, case.code, case.closed_at = "open", None, None
        note_reopened(story.db, case, clock.now())
        assert story.now(case) == "at_risk"  # one working day of four is left
        done = story.clocks(case)["completion"]
        assert (done.on_time, done.decided_at, done.met_at) == (None, None, None)
        assert abs(done.due_at - (MONDAY + 10 * DAY)) < timedelta(minutes=1)
    with on(MONDAY + 10 * DAY + timedelta(minutes=2)):
        assert story.now(case) == "late"
