"""A liaison at work on a case: what she does, what others are told, and what never leaves the desk."""

import pytest
from sqlalchemy import func, select

from community import clock
from community.cases.actions import note_words_edited, note_words_withdrawn
from community.cases.models import Case, FollowUp, StaffNote
from community.comments.models import Comment
from community.observations.actions import withdraw_observation
from community.observations.models import ExactPlace
from tests import make
from tests.browser import readable
from tests.cases.people import as_identity
from tests.cast import HIDDEN_WORDS, SECRET_NOTE, city

ACTS = ("take", "answer", "note", "schedule", "transfer", "close")


@pytest.fixture
def story(db):
    return city(db)


def now(db, case):
    """The case as it stands; leaves no transaction open."""
    db.rollback()
    found = db.get(Case, case.id, populate_existing=True)
    db.commit()
    return found


def test_priya_takes_schedules_answers_notes_and_closes(db, story, browser):
    case, priya = story.cases["case"], browser(story.people["Priya"])
    desk = f"/desk/case/{case.id}"
    page = priya.get(desk)
    assert "Mattress in the alley" in page.text
    assert SECRET_NOTE in page.text
    assert "Still there." in page.text
    priya.post(f"{desk}/take", version="1")
    day = (clock.now().date()).replace(year=clock.now().year + 1).isoformat()
    priya.post(f"{desk}/schedule", version="2", on=day, words="A crew comes then.")
    priya.post(f"{desk}/answer", version="3", visible="public", words="Thank you, Luis.")
    priya.post(f"{desk}/note", version="4", visible="internal", words="Ask for the camera.")
    closing = priya.post(f"{desk}/close", version="5", code="done", words="All cleared.")
    assert closing.location.endswith(desk)
    found = now(db, case)
    assert (found.state, found.code, found.version) == ("closed", "done", 6)
    page = priya.get(desk)
    assert "Ask for the camera." in page.text
    assert "This case is closed." in page.text


def test_replies_that_are_not_listed_are_counted(db, story, browser):
    case, post = story.cases["case"], story.posts["case"]
    priya = browser(story.people["Priya"])
    assert "in the thread." not in priya.get(f"/desk/case/{case.id}").html.get_text()
    before = db.scalar(select(func.count()).select_from(Comment).where(Comment.observation_id == post.id))
    for number in range(40):
        words = f"Reply number {number}."
        db.add(Comment(observation_id=post.id, author_id=story.people["Luis"].id, words=words, written_at=clock.now()))
    db.commit()
    assert f"{before + 10} older replies in the thread." in priya.get(f"/desk/case/{case.id}").html.get_text()
    assert f"{before + 35} older replies in the thread." in priya.get(f"/desk?case={case.id}").html.get_text()


def test_the_public_page_shows_the_citys_words_and_no_staff_note(db, story, browser, visitor):
    case = story.cases["case"]
    priya = browser(story.people["Priya"])
    priya.post(f"/desk/case/{case.id}/note", version="1", visible="internal", words="Never to be read outside.")
    priya.post(f"/desk/case/{case.id}/answer", version="2", visible="public", words="A crew comes on Friday.")
    pages = [f"/case/{case.id}", f"/o/{story.posts['case'].id}", f"/b/{story.juniper.slug}"]
    for reader in (visitor, *(browser(story.people[name]) for name in ("Luis", "Denise", "Max", "Ada", "Priya"))):
        for page in pages:
            text = reader.get(page).text
            assert "Never to be read outside." not in text
            assert SECRET_NOTE not in text
    assert "A crew comes on Friday." in visitor.get(f"/o/{story.posts['case'].id}").text
    assert "A crew comes on Friday." in visitor.get(f"/case/{case.id}").text


def test_two_liaisons_at_once_the_second_is_told_and_keeps_the_words(db, story, browser):
    case = story.cases["case"]
    marcus = make.person(db, "Marcus T.")
    make.liaison(db, marcus, story.sanitation)
    first, second = browser(story.people["Priya"]), browser(marcus)
    first.post(f"/desk/case/{case.id}/take", version="1")
    page = second.post(f"/desk/case/{case.id}/close", 409, version="1", code="declined", words="We do not do alleys.")
    assert "Somebody was faster" in page.text
    assert "Priya took it" in page.text
    assert "We do not do alleys." in page.text
    assert 'value="declined" required checked' in page.text
    found = now(db, case)
    assert (found.state, found.liaison_id, found.version) == ("in_progress", story.people["Priya"].id, 2)
    version = page.html.select_one('#close input[name="version"]')["value"]
    second.post(
        f"/desk/case/{case.id}/close",
        version=version,
        code="declined",
        words="We do not do alleys.",
        detail_declined="Code 9-4",
    )
    assert now(db, case).state == "closed"


def test_a_withdrawal_is_told_to_who_was_writing_without_a_name(db, story, browser):
    case, post = story.cases["case"], story.posts["case"]
    withdraw_observation(db, as_identity(db, story.people["Ana"]), post.id)
    note_words_withdrawn(db, post.id)
    db.commit()
    page = browser(story.people["Priya"]).post(f"/desk/case/{case.id}/answer", 409, version="1", words="To the author:")
    assert "The author took their words back" in page.text
    assert "Ana" not in readable(page).replace("Sanitation", "")
    assert "To the author:" in page.text


@pytest.mark.parametrize("name", ["Sam", "Wes", "Luis", "Ana", "Denise", "Max", "Ada", "Nora", "Una"])
def test_for_everybody_else_there_is_no_such_desk_case(db, story, browser, name):
    case, somebody = story.cases["case"], browser(story.people[name])
    somebody.get(f"/desk/case/{case.id}", 404)
    for act in ACTS:
        somebody.post(f"/desk/case/{case.id}/{act}", 404, version="1", words="Let me in.", code="done")
    assert now(db, case).version == 1
    assert db.scalar(select(FollowUp.id).where(FollowUp.words == "Let me in.")) is None
    assert db.scalar(select(StaffNote.id).where(StaffNote.words == "Let me in.")) is None


def test_a_visitor_is_led_to_the_sign_in_and_learns_nothing(story, visitor):
    case = story.cases["case"]
    for number in (case.id, 999_999):
        answer = visitor.get(f"/desk/case/{number}", 303)
        assert "/sign-in" in answer.location


@pytest.mark.parametrize(
    ("act", "fields", "said"),
    [
        ("answer", {"words": "  "}, "Write what neighbors should know."),
        ("answer", {"words": "For staff only", "visible": "internal"}, "nothing was published"),
        ("note", {"words": "\0"}, "Write what"),
        ("schedule", {"on": "2020-01-01", "words": "A crew came long ago"}, "later day"),
        ("schedule", {"on": "soon", "words": "A crew will come"}, "Choose a day"),
        ("schedule", {"on": "9999-12-31", "words": "A crew will come"}, "within two years"),
        ("close", {"code": "done", "words": ""}, "Write what"),
        ("close", {"code": "", "words": "It is over"}, "Choose why"),
        ("close", {"code": "duplicate", "words": "See there", "duplicate_of": "311-nope"}, "no case with this number"),
        ("transfer", {"agency": "999", "words": "Not ours"}, "Choose the agency"),
        ("transfer", {"liaison": "999", "words": ""}, "Choose a colleague"),
        ("answer", {"words": "x" * 6000}, "at most"),
    ],
)
def test_a_refused_form_comes_back_filled_in(db, story, browser, act, fields, said):
    case = story.cases["case"]
    page = browser(story.people["Priya"]).post(f"/desk/case/{case.id}/{act}", 422, version="1", **fields)
    assert said in page.text
    words = fields.get("words", "").strip("\0 ")
    assert words in page.text
    assert now(db, case).version == 1


@pytest.mark.parametrize("version", ["", "0", "x", "9" * 40, "\0", "-1"])
def test_a_form_without_a_good_version_is_a_stale_one(story, browser, version):
    case = story.cases["case"]
    browser(story.people["Priya"]).post(f"/desk/case/{case.id}/take", 409, version=version)


def test_hostile_words_are_shown_and_never_run(story, browser):
    case = story.cases["case"]
    priya = browser(story.people["Priya"])
    priya.post(f"/desk/case/{case.id}/answer", version="1", words="<script>alert(1)</script> \u202eevil")
    page = priya.get(f"/desk/case/{case.id}")
    assert "<script>alert" not in page.text
    assert "\u202e" not in page.text
    back = '"><script>x'
    page = priya.post(
        f"/desk/case/{case.id}/close", 422, version="2", code=back, words=back, duplicate_of=back, back=back
    )
    assert '"><script>x' not in page.text


def test_from_the_queue_one_goes_back_to_the_queue(story, browser):
    case = story.cases["case"]
    priya = browser(story.people["Priya"])
    page = priya.get(f"/desk?view=open&case={case.id}")
    back = page.html.select_one('#say input[name="back"]')["value"]
    answer = priya.post(f"/desk/case/{case.id}/answer", version="1", words="Soon.", back=back)
    assert answer.location.endswith(f"/desk?view=open&case={case.id}")
    answer = priya.post(f"/desk/case/{case.id}/answer", version="2", words="Soon.", back="//evil.example")
    assert "evil" not in answer.location


def test_a_case_moved_away_is_gone_from_the_desk(db, story, browser):
    case = story.cases["case"]
    priya, sam = browser(story.people["Priya"]), browser(story.people["Sam"])
    moved = priya.post(f"/desk/case/{case.id}/transfer", version="1", agency=str(story.streets.id), words="Yours.")
    assert "/desk?" in moved.location
    priya.get(f"/desk/case/{case.id}", 404)
    assert "Yours." in sam.get(f"/desk/case/{case.id}").text
    assert "Mattress in the alley, case" in sam.get("/desk").text


def test_replies_after_the_citys_last_word_are_new(db, story, browser):
    case, post = story.cases["case"], story.posts["case"]
    priya = browser(story.people["Priya"])
    priya.post(f"/desk/case/{case.id}/answer", version="1", words="What side?")
    late = Comment(
        observation_id=post.id,
        author_id=story.people["Luis"].id,
        nameless=True,
        words="The north side.",
        written_at=clock.now(),
    )
    hidden = Comment(
        observation_id=post.id,
        author_id=story.people["Luis"].id,
        words="Names somebody.",
        written_at=clock.now(),
        hidden_at=clock.now(),
        hidden_rule="names_person",
    )
    db.add_all([late, hidden])
    db.commit()
    page = priya.get(f"/desk/case/{case.id}")
    new = page.html.select_one(f"#c{late.id}")
    assert "New" in new.text
    assert "A neighbor" in new.text
    assert "Luis" not in new.text
    old = page.html.select_one(f"#c{story.comments['case'].id}")
    assert "New" not in old.text
    assert "Names somebody." not in page.text


def test_a_place_told_by_a_landmark_alone_is_the_place_at_the_desk(db, story, browser):
    case, post = story.cases["case"], story.posts["case"]
    exact = db.get(ExactPlace, post.id)
    exact.address, exact.lat, exact.lon, post.landmark, case.place = "", None, None, "By the swings", ""
    db.commit()
    facts = browser(story.people["Priya"]).get(f"/desk/case/{case.id}").html.select_one("dl").text
    assert "By the swings" in facts
    assert "No place given" not in facts


def test_the_exact_place_stands_at_the_desk_alone(db, story, browser, visitor):
    post = story.posts["nameless"]
    post.place, post.lat, post.lon = "5800 block of Larch St", 42.3501, -71.0501
    exact = db.get(ExactPlace, post.id)
    exact.address, exact.lat, exact.lon = "77 Secret Ct", 42.35123, -71.05123
    db.commit()
    priya = browser(story.people["Priya"])
    priya.post(f"/o/{post.id}/escalate", service=str(story.dumping.id))
    db.rollback()
    case = db.scalar(select(Case).where(Case.title == post.title))
    db.commit()
    assert "77 Secret Ct" in priya.get(f"/desk/case/{case.id}").text
    for page in (f"/case/{case.id}", f"/o/{post.id}", f"/b/{story.juniper.slug}"):
        for reader in (visitor, priya):
            text = reader.get(page).text
            assert "Secret Ct" not in text
            assert "42.35123" not in text
    assert "Ana" not in readable(priya.get(f"/desk/case/{case.id}")).replace("Sanitation", "")


def test_marks_for_words_edited_after_the_hand_off_and_withdrawn_ones(db, story, browser, worker):
    case, post = story.cases["case"], story.posts["case"]
    priya = browser(story.people["Priya"])
    assert "Words edited after the hand-off" not in priya.get(f"/desk/case/{case.id}").text
    found = now(db, case)
    found.words_edited_at = clock.now()
    note_words_edited(db, post.id)
    db.commit()
    assert "Words edited after the hand-off" in priya.get(f"/desk/case/{case.id}").text
    note_words_withdrawn(db, post.id)
    db.commit()
    assert "Withdrawn by its author" in priya.get(f"/desk/case/{case.id}").text


def test_a_captain_sorts_the_case_of_her_board_and_a_neighbor_does_not(db, story, browser):
    case = now(db, story.cases["case"])
    case.state, case.needs_sorting, case.reference = "queued", True, None
    db.commit()
    address = f"/desk/case/{case.id}/sort"
    for name in ("Luis", "Rosa", "Sam", "Wes"):
        browser(story.people[name]).get(address, 404)
        browser(story.people[name]).post(address, 404, version="1", service=str(story.dumping.id))
    denise = browser(story.people["Denise"])
    thread = f"/o/{story.posts['case'].id}"
    assert f"/case/{case.id}" in denise.get(thread).text
    assert address in denise.get(thread).text
    luis = browser(story.people["Luis"]).get(thread).text
    assert "A captain or the city says what kind it is" in luis
    assert address not in luis
    assert address in denise.get(f"/case/{case.id}").text
    assert address not in browser(story.people["Luis"]).get(f"/case/{case.id}").text
    assert "How big is it?" in denise.get(f"{address}?service={story.pothole.id}").text
    page = denise.post(address, 200, version="1", service=str(story.pothole.id), show="questions")
    assert "How big is it?" in page.text
    page = denise.post(address, 422, version="1", service=str(story.pothole.id))
    assert "Answer this question" in page.text
    sorted_ = denise.post(address, **{"version": "1", "service": str(story.pothole.id), "answer.size": "Huge"})
    assert sorted_.location.endswith(f"/case/{case.id}")
    found = now(db, case)
    assert (found.agency_id, found.needs_sorting, found.answers) == (story.streets.id, False, {"size": "Huge"})
    assert "says what kind it is" not in denise.get(thread).text
    denise.post(address, 409, version="1", service=str(story.pothole.id))


def test_a_liaison_answers_a_post_without_a_case(db, story, browser):
    post = story.posts["open"]
    priya = browser(story.people["Priya"])
    assert "As <b>Sanitation, Priya</b>" in priya.get(f"/o/{post.id}/answer").text
    page = priya.post(f"/o/{post.id}/answer", 422, words="")
    assert "Write what neighbors should know." in page.text
    answer = priya.post(f"/o/{post.id}/answer", words="The alley is private ground.", agency=str(story.streets.id))
    written = db.scalar(select(FollowUp).where(FollowUp.observation_id == post.id))
    db.commit()
    assert written.agency_id == story.sanitation.id
    assert answer.location.endswith(f"/o/{post.id}#f{written.id}")
    assert "The alley is private ground." in priya.get(f"/o/{post.id}").text
    refused = priya.post(f"/o/{story.posts['case'].id}/answer", 422, words="Should be on the case.")
    assert "Answer on the case" in refused.text
    for name in ("Luis", "Denise", "Wes", "Ada"):
        browser(story.people[name]).post(f"/o/{post.id}/answer", 403, words="I am the city.")


def test_hidden_words_are_not_repeated_at_the_desk(db, story, browser):
    post = story.posts["case"]
    post.hidden_at, post.hidden_rule, post.description = clock.now(), "names_person", HIDDEN_WORDS
    db.commit()
    page = browser(story.people["Priya"]).get(f"/desk/case/{story.cases['case'].id}")
    assert HIDDEN_WORDS not in page.text
    assert "This post is hidden" in page.text
