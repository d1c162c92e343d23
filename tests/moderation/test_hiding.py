"""Words are reported, hidden with a stub and a public line, shown again; the city's never."""

import pytest
from sqlalchemy import func, select

from community import clock, i18n
from community.activity.models import Activity
from community.comments.models import Comment
from community.moderation.models import BoardLog, Report
from community.observations.models import Observation
from community.people.actions import end_part, suspend_person
from tests import hostile
from tests.browser import readable
from tests.cast import HIDDEN_WORDS, city
from tests.when import in_trial

SECRET = "Mr. Ferris at number 12 did it"


@pytest.fixture
def made(db):
    made = city(db)
    made.posts["open"].description = SECRET
    made.comments["open"].words = SECRET
    db.commit()
    return made


def rows(db, table):
    found = db.scalars(select(table).order_by(table.id)).all()
    db.commit()
    return found


def subjects(made):
    return f"/o/{made.posts['open'].id}", f"/comments/{made.comments['open'].id}"


def test_a_report_goes_to_the_captain(db, made, see):
    for words in subjects(made):
        see("Nora").post(f"{words}/report", rule="names_person", words="Please look")
        see("Nora").post(f"{words}/report", rule="names_person", words="Again")
    reports = rows(db, Report)
    assert [(row.recipient, row.words, row.settled_at) for row in reports] == [("captain", "Please look", None)] * 2
    page = readable(see("Denise").get("/b/juniper-square/reports"))
    assert page.count("Please look") == 2
    assert "Nora" not in page
    assert "Luis" not in page
    told = [row.data for row in rows(db, Activity) if row.kind == "words_reported"]
    assert [data["recipient"] for data in told] == ["captain", "captain"]


def test_where_a_captain_wrote_it_moderators_get_the_report(db, made, see):
    made.posts["open"].author_id = made.people["Denise"].id
    db.commit()
    see("Nora").post(f"/o/{made.posts['open'].id}/report", rule="insult")
    assert rows(db, Report)[0].recipient == "moderators"
    assert SECRET not in see("Denise").get("/b/juniper-square/reports").text
    assert SECRET in see("Max").get("/b/juniper-square/reports").text
    see("Denise").post("/b/juniper-square/reports", report=rows(db, Report)[0].id, status=404)
    see("Max").post("/b/juniper-square/reports", report=rows(db, Report)[0].id)
    assert rows(db, Report)[0].settled_at


def test_a_board_without_a_captain_is_the_moderators(db, made, see):
    post = Observation(
        board_id=made.marble.id, author_id=None, title="x", hot=1, created_at=made.posts["open"].created_at
    )
    end_part(db, made.people["Rosa"].id, "captain", "board", made.marble.id, by=None)
    db.add(post)
    db.commit()
    see("Nora").post(f"/o/{post.id}/report", rule="ad")
    assert rows(db, Report)[0].recipient == "moderators"


def test_who_may_read_reports(made, see, visitor):
    for name, status in (("Denise", 200), ("Max", 200), ("Rosa", 404), ("Luis", 404), ("Priya", 404)):
        see(name).get("/b/juniper-square/reports", status=status)
    visitor.get("/b/juniper-square/reports", status=303)


def test_hiding_leaves_a_stub_a_public_line_and_settles_the_reports(app, db, made, see, visitor):
    for words in subjects(made):
        see("Nora").post(f"{words}/report", rule="names_person")
        see("Denise").post(f"{words}/hide", rule="names_person")
    assert all(report.settled_at for report in rows(db, Report))
    page, zone = visitor.get(f"/o/{made.posts['open'].id}").text, app.knobs.city_zone
    assert SECRET not in page
    db.refresh(made.posts["open"])
    moment = i18n.write_moment(made.posts["open"].hidden_at, zone, now=clock.now())
    assert f"Hidden {moment}" in page
    assert "names or blames a person · " + moment[:8] in page
    assert "While it is hidden it does not go to 311." in page
    assert "more upvote" not in page
    assert "and this goes to 311" not in page
    log = visitor.get("/b/juniper-square/log").text
    assert log.count("hidden by a block captain") == 2
    assert "Denise" not in log
    assert SECRET not in log
    told = [(row.kind, row.data) for row in rows(db, Activity) if row.kind == "words_hidden"]
    comment = made.comments["open"].id
    assert told == [
        ("words_hidden", {"comment_id": None, "role": "captain"}),
        ("words_hidden", {"comment_id": comment, "role": "captain"}),
    ]


def test_hidden_words_are_read_only_by_those_who_may(made, see, visitor):
    post = made.posts["hidden"]
    for name in ("Ana", "Denise", "Max", "Priya"):
        assert HIDDEN_WORDS in see(name).get(f"/o/{post.id}").text, name
    for name in ("Luis", "Nora", "Rosa", "Ada"):
        assert HIDDEN_WORDS not in see(name).get(f"/o/{post.id}").text, name
        assert HIDDEN_WORDS not in see(name).get(f"/o/{post.id}/report").text, name
    assert HIDDEN_WORDS not in visitor.get(f"/o/{post.id}").text


def test_a_captain_shows_again_what_captains_hid_a_moderator_everything(db, made, see):
    for words in subjects(made):
        see("Denise").post(f"{words}/hide", rule="ad")
        see("Denise").post(f"{words}/show")
        see("Max").post(f"{words}/hide", rule="hate")
        see("Denise").post(f"{words}/show", status=403)
        see("Max").post(f"{words}/show")
    assert [(line.deed, line.rule, line.role) for line in rows(db, BoardLog)[:4]] == [
        ("hidden", "ad", "captain"),
        ("shown", "ad", "captain"),
        ("hidden", "hate", "moderator"),
        ("shown", "hate", "moderator"),
    ]
    assert SECRET in see("Nora").get(f"/o/{made.posts['open'].id}").text


def test_a_captain_does_not_show_own_words_again(db, made, see, browser):
    made.posts["open"].author_id = made.people["Denise"].id
    db.commit()
    see("Denise").post(f"/o/{made.posts['open'].id}/hide", rule="ad")
    see("Denise").post(f"/o/{made.posts['open'].id}/show", status=403)


def test_nobody_else_hides_or_shows(db, made, see, visitor):
    for words in subjects(made):
        for name in ("Luis", "Ana", "Nora", "Rosa", "Priya", "Ada"):
            see(name).post(f"{words}/hide", rule="ad", status=403)
            see(name).post(f"{words}/show", status=403)
        visitor.post(f"{words}/hide", rule="ad", status=401)
    assert db.scalar(select(func.count()).select_from(BoardLog)) == 0


def test_keeping_settles_a_report(db, made, see):
    see("Nora").post(f"/o/{made.posts['open'].id}/report", rule="ad")
    report = rows(db, Report)[0]
    see("Rosa").post("/b/marble-hill/reports", report=report.id, status=404)
    page = see("Denise").post("/b/juniper-square/reports", report=report.id)
    assert page.location.endswith("/b/juniper-square/reports#reports")
    assert "Nothing waits" in see("Denise").get("/b/juniper-square/reports").text
    see("Nora").post(f"/o/{made.posts['open'].id}/report", rule="ad")
    assert len(rows(db, Report)) == 2


def test_own_words_and_hidden_words_are_not_reported(db, made, see):
    assert "your own words" in see("Ana").post(f"/o/{made.posts['open'].id}/report", rule="ad", status=422).text
    assert "hidden already" in see("Nora").post(f"/o/{made.posts['hidden'].id}/report", rule="ad", status=422).text
    assert rows(db, Report) == []


def test_a_refused_report_comes_back_filled_in(made, see):
    page = see("Nora").post(f"/o/{made.posts['open'].id}/report", words="It names my neighbor", status=422)
    assert "It names my neighbor" in page.text
    assert "Choose the house rule" in page.text
    see("Denise").post(f"/o/{made.posts['open'].id}/hide", rule="no such rule", status=422)


def test_a_report_about_words_taken_back_needs_no_decision(db, made, see):
    see("Nora").post(f"/comments/{made.comments['open'].id}/report", rule="ad")
    see("Luis").post(f"/comments/{made.comments['open'].id}/withdraw")
    assert "Nothing waits" in see("Denise").get("/b/juniper-square/reports").text


def test_the_log_pages_through_all_lines(db, made, visitor):
    post, now = made.posts["open"], made.posts["open"].created_at
    line = {"board_id": made.juniper.id, "observation_id": post.id, "deed": "hidden", "rule": "ad", "role": "captain"}
    db.add_all(BoardLog(**line, done_at=now) for _ in range(120))
    db.commit()
    pages, page = [], visitor.get("/b/juniper-square/log")
    for _ in range(3):
        pages.append(page.text.count("was hidden by"))
        page = page.click("Older lines") if "Older lines" in page.text else page
    assert pages == [50, 50, 20]
    visitor.get("/b/juniper-square/log?before=%00", status=404)


@pytest.mark.trial
@pytest.mark.parametrize("field", ["words", "report", *in_trial("rule", "back")])
def test_hostile_values_are_never_our_fault(db, made, see, field):
    for value in hostile.VALUES:
        for page in (f"/o/{made.posts['open'].id}/report", f"/comments/{made.comments['open'].id}/report"):
            answer = see("Nora").post(page, status=None, **{"rule": "ad", field: value})
            assert answer.status_int in (303, 422), value
        answer = see("Denise").post("/b/juniper-square/reports", status=None, **{"report": "1", field: value})
        assert answer.status_int in (303, 404), value
    assert db.scalar(select(func.count()).select_from(Comment).where(Comment.hidden_at.is_not(None))) == 0


def test_shown_again_a_post_that_was_due_meanwhile_goes_to_the_city(db, made, see):
    post = made.posts["open"]
    post.vote_count = 9
    db.commit()
    see("Denise").post(f"/o/{post.id}/hide", rule="ad")
    made.juniper.threshold = 5
    db.commit()
    see("Denise").post(f"/o/{post.id}/show")
    db.refresh(post)
    assert post.state == "escalated"


def test_the_place_of_hidden_words_is_hidden_with_them(db, made, see, visitor):
    """The place is in the author's own words, so it can break a rule as well as they can."""
    post = made.posts["hidden"]
    post.place = SECRET
    db.commit()
    for page in (f"/o/{post.id}", "/b/juniper-square", "/b/juniper-square?show=new"):
        assert SECRET not in visitor.get(page).text
        assert SECRET not in see("Luis").get(page).text
    assert SECRET in see("Ana").get(f"/o/{post.id}").text


def test_who_wrote_hidden_words_is_not_named_by_the_answers_to_them(db, made, see, visitor):
    post, now = made.posts["open"], clock.now()
    answered = Comment(
        observation_id=post.id, root_id=made.comments["open"].id, author_id=made.people["Rosa"].id, words="No.",
        written_at=now,
    )  # fmt: skip
    db.add(answered)
    db.flush()
    values = {"root_id": made.comments["open"].id, "reply_to_id": answered.id, "author_id": made.people["Nora"].id}
    db.add(Comment(observation_id=post.id, words="Why not?", written_at=now, **values))
    db.commit()
    assert visitor.get(f"/o/{post.id}").text.count("Rosa") == 2
    see("Denise").post(f"/comments/{answered.id}/hide", rule="insult")
    assert "Rosa" not in readable(visitor.get(f"/o/{post.id}"))


def test_a_report_about_nameless_words_does_not_say_that_a_captain_wrote_them(db, made, see):
    post = made.posts["nameless"]
    post.author_id = made.people["Denise"].id
    db.commit()
    see("Nora").post(f"/o/{post.id}/report", rule="insult")
    page = see("Max").get("/b/juniper-square/reports").text
    assert post.title in page
    assert "to moderators" not in page
    assert "Denise" not in page


def test_a_board_whose_captain_is_suspended_reports_to_moderators(db, made, see):
    suspend_person(db, made.people["Denise"].id)
    db.commit()
    see("Nora").post(f"/o/{made.posts['open'].id}/report", rule="insult")
    assert rows(db, Report)[0].recipient == "moderators"
