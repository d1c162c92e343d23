"""Priya's case from the first hop to the last, and everybody who comes in between."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.activity.models import Activity
from community.cases.actions import (
    accept_case,
    add_voice,
    answer_case,
    answer_observation,
    close_case,
    mark_sent,
    note_case,
    note_neighbor_spoke,
    note_words_edited,
    note_words_withdrawn,
    schedule_case,
    sort_case,
    take_case,
    transfer_case,
)
from community.cases.models import Backing, Case, FollowUp, StaffNote, Step
from community.errors import Conflict, Refused
from community.escalation.actions import escalate_if_due
from tests import make
from tests.cases.people import as_identity

TODAY = date(2026, 11, 21)


@pytest.fixture
def story(db, app):
    """Juniper Square asks for three votes; Ana's pothole has them. Priya and Marcus are liaisons of Streets."""
    return Story(db, app)


class Story:
    """The people and things of these tests."""

    def __init__(self, db, app):
        self.db = db
        self.board = make.board(db, threshold=3)
        self.streets = make.agency(db, "Streets", fallback=True)
        self.water = make.agency(db, "Water")
        self.pothole = make.service(db, self.streets, "Pothole")
        self.inlet = make.service(db, self.water, "Clogged inlet")
        self.depth = make.question(db, self.inlet, "depth", text="How deep?")
        self.ana = make.person(db, "Ana")
        self.priya, self.marcus = (self.liaison(name) for name in ("Priya N.", "Marcus T."))
        self.post = self.observation("Pothole in the bike lane", service_id=self.pothole.id)
        self.case = self.escalate(self.post, app)

    def liaison(self, name, boards=None):
        person = make.person(self.db, name)
        make.liaison(self.db, person, self.streets, boards)
        return as_identity(self.db, person)

    def observation(self, title, **values):
        return make.observation(self.db, self.board, self.ana, title, vote_count=3, **values)

    def escalate(self, post, app):
        case = escalate_if_due(self.db, post, self.board, app.knobs)
        self.db.commit()
        return case

    def steps(self, case=None):
        query = select(Step.kind).where(Step.case_id == (case or self.case).id).order_by(Step.id)
        return list(self.db.scalars(query))

    def facts(self):
        return list(self.db.scalars(select(Activity.kind).order_by(Activity.id)))


def test_priya_takes_schedules_and_closes(story):
    db, case, priya = story.db, story.case, story.priya
    accept_case(db, case.id, "311-26-000001", outside=False)
    assert case.state == "open"
    take_case(db, priya, case.id, 1)
    assert (case.state, case.liaison_id) == ("in_progress", priya.person_id)
    schedule_case(db, priya, case.id, 2, TODAY + timedelta(days=3), "A crew comes on Tuesday.", today=TODAY)
    assert case.scheduled_for == TODAY + timedelta(days=3)
    assert case.needs_answer_since is None
    close_case(db, priya, case.id, 3, "done", "The hole is filled.")
    db.commit()
    assert (case.state, case.code, case.version) == ("closed", "done", 4)
    assert story.post.state == "resolved"
    assert story.steps() == ["opened", "queued", "accepted", "taken", "scheduled", "kept", "closed"]
    assert story.facts() == ["case_opened", "case_accepted", "case_taken", "case_scheduled", "case_closed"]
    assert [(word.kind, word.agency_id) for word in db.scalars(select(FollowUp).order_by(FollowUp.id))] == [
        ("scheduled", story.streets.id),
        ("closed", story.streets.id),
    ]


def test_the_second_of_two_liaisons_is_told_and_overwrites_nothing(story):
    db, case = story.db, story.case
    take_case(db, story.priya, case.id, 1)
    db.commit()
    with pytest.raises(Conflict):
        close_case(db, story.marcus, case.id, 1, "declined", "We do not do this.")
    db.rollback()
    assert (case.state, case.liaison_id, case.version) == ("in_progress", story.priya.person_id, 2)
    assert db.scalar(select(FollowUp.id)) is None


def test_a_colleagues_case_is_not_taken_but_handed_over(story):
    db, case, priya, marcus = story.db, story.case, story.priya, story.marcus
    take_case(db, priya, case.id, 1)
    with pytest.raises(Refused, match="colleague"):
        take_case(db, marcus, case.id, 2)
    transfer_case(db, priya, case.id, case.version, liaison_id=marcus.person_id)
    assert (case.liaison_id, case.state) == (marcus.person_id, "in_progress")
    stranger = make.person(db, "Luis")
    with pytest.raises(Refused):
        transfer_case(db, priya, case.id, case.version, liaison_id=stranger.id)


def test_a_case_moved_to_another_agency_stays_open_and_waits_there(story):
    db, case, priya = story.db, story.case, story.priya
    take_case(db, priya, case.id, 1)
    answer_case(db, priya, case.id, 2, "We look at it.")
    transfer_case(db, priya, case.id, 3, agency_id=story.water.id, words="Water has the pipes.")
    db.commit()
    assert (case.agency_id, case.liaison_id, case.state) == (story.water.id, None, "in_progress")
    assert case.needs_answer_since is not None
    assert story.steps()[-1] == "transferred"
    told = db.scalar(select(FollowUp).where(FollowUp.kind == "transferred"))
    assert (told.words, told.agency_id) == ("Water has the pipes.", story.streets.id)
    for nowhere in (story.water.id, 10**6, None):
        with pytest.raises(Refused):
            transfer_case(db, priya, case.id, case.version, agency_id=nowhere)
        db.rollback()


@pytest.mark.parametrize(
    ("code", "words", "field"),
    [
        ("done", "  ", "words"),
        ("done", "\u200b\u202e", "words"),
        ("done", "x" * 5001, "words"),
        ("fixed", "It is fixed.", "code"),
        ("imported", "It is fixed.", "code"),
        ("", "It is fixed.", "code"),
        ("duplicate", "Joined.", "duplicate_of"),
    ],
)
def test_no_case_closes_without_code_and_words(story, code, words, field):
    with pytest.raises(Refused) as refusal:
        close_case(story.db, story.priya, story.case.id, 1, code, words)
    story.db.rollback()
    assert refusal.value.field == field
    assert (story.case.state, story.case.version) == ("queued", 1)
    assert story.post.state == "escalated"


def test_a_duplicate_names_the_case_that_goes_on(story, app):
    db, priya = story.db, story.priya
    other = story.escalate(story.observation("The same hole", service_id=story.pothole.id), app)
    accept_case(db, other.id, "311-26-000777", outside=False)
    accept_case(db, story.case.id, "311-26-000001", outside=False)
    db.commit()
    for wrong in ("311-26-000001", "311-26-999999", "", "0\0"):
        with pytest.raises(Refused):
            close_case(db, priya, story.case.id, 1, "duplicate", "Joined.", duplicate_of=wrong)
        db.rollback()
    close_case(db, priya, story.case.id, 1, "duplicate", "Joined.", duplicate_of=" 311-26-000777 ")
    db.commit()
    assert story.case.duplicate_of_id == other.id
    with pytest.raises(Refused):
        close_case(db, priya, other.id, 1, "duplicate", "Joined.", duplicate_of="311-26-000001")


@pytest.mark.parametrize("days", [-1, 732, 10_000, None])
def test_work_is_set_for_a_day_within_two_years(story, days):
    on = TODAY + timedelta(days=days) if days is not None else None
    with pytest.raises(Refused) as refusal:
        schedule_case(story.db, story.priya, story.case.id, 1, on, "A crew comes.", today=TODAY)
    assert refusal.value.field == "on"


def test_a_closed_case_still_takes_words_but_moves_no_more(story):
    db, case, priya = story.db, story.case, story.priya
    close_case(db, priya, case.id, 1, "not_found", "We found no hole.", detail="Larch St, both lanes.")
    answer_case(db, priya, case.id, 2, "Tell us which side of the street.")
    note_case(db, priya, case.id, 3, "Crew was at 57th.")
    db.commit()
    with pytest.raises(Refused, match="closed"):
        take_case(db, priya, case.id, 4)
    with pytest.raises(Refused, match="closed"):
        transfer_case(db, priya, case.id, 4, agency_id=story.water.id)
    with pytest.raises(Refused, match="closed"):
        close_case(db, priya, case.id, 4, "done", "Again.")


def test_neighbors_words_make_a_case_wait_without_making_a_form_stale(story):
    db, case, priya = story.db, story.case, story.priya
    assert case.needs_answer_since is not None
    answer_case(db, priya, case.id, 1, "We look at it.")
    assert case.needs_answer_since is None
    note_neighbor_spoke(db, story.post.id)
    since = case.needs_answer_since
    note_neighbor_spoke(db, story.post.id)
    assert since is not None
    assert (case.needs_answer_since, case.version) == (since, 2)
    close_case(db, priya, case.id, 2, "done", "Filled.")
    assert case.needs_answer_since is None
    note_neighbor_spoke(db, story.post.id)
    assert case.needs_answer_since >= case.closed_at
    assert (case.state, case.version) == ("closed", 3)
    answer_case(db, priya, case.id, 3, "We look again.")
    assert case.needs_answer_since is None


def test_history_waits_for_nobody_until_somebody_takes_it(story):
    db, case = story.db, story.case
    case.imported, case.needs_answer_since = True, None
    db.commit()
    note_neighbor_spoke(db, story.post.id)
    assert case.needs_answer_since is None
    take_case(db, story.priya, case.id, 1)
    note_neighbor_spoke(db, story.post.id)
    assert case.needs_answer_since is not None


def test_history_handed_to_another_agency_waits_there_only_if_somebody_had_taken_it(story):
    db, case = story.db, story.case
    case.imported, case.needs_answer_since = True, None
    there, back = story.water.id, case.agency_id
    transfer_case(db, story.priya, case.id, 1, agency_id=there)
    assert case.needs_answer_since is None
    transfer_case(db, story.priya, case.id, 2, agency_id=back)
    take_case(db, story.priya, case.id, 3)
    transfer_case(db, story.priya, case.id, 4, agency_id=there)
    assert case.needs_answer_since is not None


def test_closed_history_that_nobody_took_stays_quiet(story):
    db, case = story.db, story.case
    case.imported, case.needs_answer_since = True, None
    case.state, case.code, case.closed_at = "closed", "imported", clock.now()
    db.commit()
    note_neighbor_spoke(db, story.post.id)
    assert case.needs_answer_since is None


def test_voices_are_counted_while_the_case_runs(story):
    add_voice(story.db, story.post.id, 1)
    add_voice(story.db, story.post.id, 1)
    add_voice(story.db, story.post.id, -1)
    story.db.commit()
    story.db.refresh(story.case)
    assert story.case.voices == 4


def test_an_edit_is_marked_only_after_the_hand_off(story):
    db, case, post = story.db, story.case, story.post
    post.title = "Pothole, deep"
    note_words_edited(db, post.id)
    assert (case.title, case.words_edited_at) == ("Pothole, deep", None)
    mark_sent(db, case.id)
    post.title = "Pothole, very deep"
    note_words_edited(db, post.id)
    assert case.title == "Pothole, very deep"
    assert case.words_edited_at is not None


def test_an_edit_while_the_case_is_closed_is_marked_for_when_it_is_opened_again(story):
    mark_sent(story.db, story.case.id)
    story.case.state = "closed"
    note_words_edited(story.db, story.post.id)
    assert story.case.words_edited_at is not None


def test_withdrawn_words_leave_the_desk_and_ask_the_liaison(story):
    db, case, priya = story.db, story.case, story.priya
    answer_case(db, priya, case.id, 1, "We look at it.")
    story.post.state, story.post.withdrawn_at = "withdrawn", clock.now()
    note_words_withdrawn(db, story.post.id)
    note_words_withdrawn(db, story.post.id)
    db.commit()
    assert (case.title, case.version) == ("", 3)
    assert case.needs_answer_since is not None
    assert story.steps()[-1:] == ["withdrawn"]
    assert story.steps().count("withdrawn") == 1
    assert case.service_id == story.pothole.id
    with pytest.raises(Conflict):
        answer_case(db, priya, case.id, 2, "Written before the author left.")


def test_an_unsorted_case_is_sorted_before_anybody_works_on_it(story, app):
    db, priya = story.db, story.priya
    post = story.observation("Water on the crosswalk")
    case = story.escalate(post, app)
    assert case.needs_sorting
    assert case.agency_id == story.streets.id
    with pytest.raises(Refused, match="Sort"):
        take_case(db, priya, case.id, 1)
    db.rollback()
    with pytest.raises(Refused) as refusal:
        sort_case(db, priya, case.id, 1, story.inlet.id, {})
    assert refusal.value.field == "answer.depth"
    db.rollback()
    with pytest.raises(Refused) as refusal:
        sort_case(db, priya, case.id, 1, None, {})
    assert refusal.value.field == "service"
    db.rollback()
    sort_case(db, priya, case.id, 1, story.inlet.id, {"depth": "To the knee"})
    db.commit()
    assert (case.agency_id, case.service_id) == (story.water.id, story.inlet.id)
    assert (case.needs_sorting, case.answers) == (False, {"depth": "To the knee"})
    assert post.service_id == story.inlet.id
    assert story.steps(case) == ["opened", "sorted", "queued"]
    with pytest.raises(Refused, match="already"):
        sort_case(db, priya, case.id, 2, story.pothole.id, {})


def test_the_city_answers_a_post_that_has_no_case(story):
    db, priya = story.db, story.priya
    post = story.observation("Loud bar")
    written = answer_observation(db, priya, post.id, "Call the noise line.", story.streets.id)
    db.commit()
    assert (written.observation_id, written.case_id) == (post.id, None)
    assert story.facts()[-1] == "follow_up_written"
    with pytest.raises(Refused, match="case"):
        answer_observation(db, priya, story.post.id, "Too late.", story.streets.id)
    with pytest.raises(Refused):
        answer_observation(db, priya, post.id, "\0", story.streets.id)


def test_the_reference_is_accepted_once(story):
    db, case = story.db, story.case
    for _time in range(2):
        accept_case(db, case.id, "WO-1", outside=True)
    db.commit()
    assert (case.reference, case.state) == ("WO-1", "in_progress")
    assert story.steps().count("accepted") == 1
    assert not mark_sent(db, case.id)


def test_an_observation_behind_two_cases_is_resolved_by_the_last(story):
    db = story.db
    other = Case(agency_id=story.water.id, title="x", opened_at=story.case.opened_at, opened_by="liaison")
    db.add(other)
    db.flush()
    db.add(Backing(case_id=other.id, observation_id=story.post.id, since=story.case.opened_at))
    db.commit()
    close_case(db, story.priya, story.case.id, 1, "done", "Filled.")
    assert story.post.state == "escalated"
    close_case(db, story.priya, other.id, 1, "done", "Pipe mended.")
    assert story.post.state == "resolved"


def test_staff_notes_are_notes_and_never_follow_ups(story):
    db = story.db
    note_case(db, story.priya, story.case.id, 1, "Ask Highways.")
    db.commit()
    assert db.scalar(select(StaffNote.words)) == "Ask Highways."
    assert db.scalar(select(FollowUp.id)) is None
    assert story.case.needs_answer_since is not None
