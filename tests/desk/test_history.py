"""The whole history of a case on one page: who did what, in order, staff notes marked."""

from datetime import timedelta

from sqlalchemy import select

from community import clock
from community.activity.record import record
from community.cases.actions import answer_case, close_case, note_case, schedule_case, take_case, transfer_case
from community.cases.actions_clock import pause_case, resume_case
from community.cases.facts import CaseOpened, HandoffMoved
from community.cases.facts_clock import CaseLate
from community.cases.models import FollowUp
from community.comments.models import Comment
from community.confirmations.models import Confirmation
from community.desk import history
from community.i18n.writing import write_date
from tests import make
from tests.cases.people import as_identity
from tests.counting import asked


def test_everything_stands_in_order_with_its_words_and_for_its_liaisons_only(db, made, browser):
    priya, case = as_identity(db, made.people["Priya"]), made.cases["case"]
    take_case(db, priya, case.id, 1)
    answer_case(db, priya, case.id, 2, "A crew is on its way.")
    note_case(db, priya, case.id, 3, "Ask Highways for the truck.")
    record(db, CaseLate(case.board_id, case.id, "completion"))
    close_case(db, priya, case.id, 4, "done", "The alley is clear.")
    db.commit()
    page = f"/desk/case/{case.id}/history"
    text = browser(made.people["Priya"]).get(page).text
    told = (
        "Taken",
        "A crew is on its way.",
        "Staff note, not public",
        "Ask Highways",
        "It is not done in time",
        "Closed: Done",
        "alley is clear",
    )
    places = [text.index(words) for words in told]
    assert places == sorted(places)
    assert f'href="{page}"' in browser(made.people["Priya"]).get(f"/desk/case/{case.id}").text
    for name in ("Luis", "Denise", "Sam"):
        browser(made.people[name]).get(page, status=404)


def test_it_says_what_for_to_whom_where_they_looked_and_what_neighbors_answered(db, made, browser, engines):
    priya, case = as_identity(db, made.people["Priya"]), made.cases["case"]
    paul = make.person(db, "Paul N.")
    make.liaison(db, paul, made.sanitation)
    db.merge(case).opened_reason = "Wheelchairs cannot pass."
    today, page = clock.now().date(), f"/desk/case/{case.id}/history"
    record(db, CaseOpened(case.board_id, None, case.id, "captain", needs_sorting=False))
    record(db, HandoffMoved(case.board_id, case.id, "seen"))
    schedule_case(db, priya, case.id, 1, today + timedelta(days=2), "A truck comes.", today=today)
    pause_case(db, priya, case.id, 2, "parts", "The truck waits for a tire.")
    resume_case(db, priya, case.id, 3)
    transfer_case(db, priya, case.id, 4, liaison_id=paul.id)
    db.commit()
    shown = browser(made.people["Priya"])
    with asked(engines) as few:
        early = shown.get(page).text
    assert "photos/" not in early
    said = close_case(
        db, as_identity(db, paul), case.id, 5, "not_found", "Nothing there.", detail="Behind number 5814."
    )
    said_photo, reply_photo = make.photo(db), make.photo(db)
    said_photo.follow_up_id = db.get_one(FollowUp, said.id).id
    make.thread(db, made.posts["case"], made.people["Luis"], 1, "It lies there, look again.")
    comment = db.scalars(select(Comment).order_by(Comment.id.desc())).first()
    reply_photo.comment_id = comment.id
    looked = {"observation_id": made.posts["case"].id, "case_id": case.id, "round": 1, "said_at": clock.now()}
    db.add(Confirmation(person_id=made.people["Luis"].id, says="still", comment_id=comment.id, **looked))
    db.add(Confirmation(person_id=made.people["Ana"].id, says="cannot", **looked))
    db.commit()
    with asked(engines) as many:
        text = shown.get(page).text
    assert len(many) <= len(few) + 1  # the photos, where there may be any
    told = (
        "Wheelchairs cannot pass.", "The city&#39;s own list shows it", "Work set for a day", "Waiting for parts",
        "to Paul N.", "We did not find it", "Where did you look?", "Behind number 5814.",
        f"/photos/{said_photo.key}/thumb", "Went and looked: still there",
        "It lies there, look again.", f"/photos/{reply_photo.key}/thumb",
        "Could not look",
    )  # fmt: skip
    assert [words for words in told if words not in text] == []
    places = [text.index(words) for words in told]
    assert places == sorted(places)
    assert write_date(today + timedelta(days=2), today=today) in text
    assert "Luis" not in text[text.index("Went and looked") :]  # no neighbor is named
    db.merge(comment).hidden_at = clock.now()
    db.commit()
    hidden = shown.get(page).text
    assert "look again." not in hidden
    assert f"/photos/{reply_photo.key}" not in hidden


def test_a_duplicate_leads_on_and_a_hand_over_names_the_agency(db, made, browser):
    priya, case, other = as_identity(db, made.people["Priya"]), made.cases["case"], made.cases["closed"]
    other.reference = other.reference or "311-26-000099"
    db.merge(other)
    transfer_case(db, priya, case.id, 1, agency_id=made.streets.id, words="A street job.")
    close_case(db, as_identity(db, made.people["Sam"]), case.id, 2, "duplicate", "Same.", duplicate_of=other.reference)
    db.commit()
    text = browser(made.people["Sam"]).get(f"/desk/case/{case.id}/history").text
    assert f"to {made.streets.name}" in text
    assert f'href="/case/{other.id}">The case that goes on' in text


def test_what_was_written_in_the_threads_and_answered_before_the_case_stands_there_too(db, made, browser):
    priya, case, post = as_identity(db, made.people["Priya"]), made.cases["case"], made.posts["case"]
    before = FollowUp(observation_id=post.id, agency_id=made.sanitation.id, author_id=made.people["Priya"].id,
                      words="We know this alley.", written_at=case.opened_at - timedelta(days=1))  # fmt: skip
    db.add(before)
    answer_case(db, priya, case.id, 1, "A crew is on its way.")
    db.commit()
    make.thread(db, post, made.people["Luis"], 2, "Nobody came.")
    taken_back = db.scalars(select(Comment).order_by(Comment.id.desc())).first()
    taken_back.words, taken_back.withdrawn_at = "Wrong alley.", clock.now()
    db.commit()
    text = browser(made.people["Priya"]).get(f"/desk/case/{case.id}/history").text
    places = [text.index(words) for words in ("We know this alley.", "A crew is on its way.", "Nobody came.")]
    assert places == sorted(places)
    assert "Wrong alley." not in text
    assert "Luis" not in text
    assert "these are the first" not in text


def test_a_history_that_is_cut_says_so(db, made, browser, monkeypatch):
    priya, case = as_identity(db, made.people["Priya"]), made.cases["case"]
    answer_case(db, priya, case.id, 1, "We look.")
    answer_case(db, priya, case.id, 2, "We still look.")
    db.commit()
    monkeypatch.setattr(history, "MOST_LINES", 1)
    assert "these are the first" in browser(made.people["Priya"]).get(f"/desk/case/{case.id}/history")
