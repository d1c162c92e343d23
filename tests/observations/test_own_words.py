"""Ana changes what she wrote, and takes it back; captains and liaisons sort. The city is told in the same moment."""

import pytest
from sqlalchemy import select

from community import clock
from community.activity.models import Activity
from community.cases.models import Case, Step
from community.observations.actions import post_observation
from community.observations.forms import ObservationWords, Spot
from community.observations.models import ExactPlace, Observation, Version
from community.observations.rules import MOST_VERSIONS
from tests import hostile, make
from tests.browser import readable
from tests.when import in_trial

AT = {"lat": 42.35, "lon": -71.05}


@pytest.fixture
def ana(made, browser):
    return browser(made.people["Ana"])


def fresh(db, row):
    db.refresh(row)
    db.commit()
    return row


def edit(person, post, title="New line", description="New words", **more):
    return person.post(f"/o/{post.id}/edit", title=title, description=description, **more)


def test_an_edit_keeps_the_older_words_for_the_author_only(db, made, ana, browser, visitor):
    post = made.posts["open"]
    page = edit(ana, post)
    assert page.location.endswith(f"/o/{post.id}#o{post.id}")
    edit(ana, post, "Third line")
    assert (fresh(db, post).title, post.description) == ("Third line", "New words")
    versions = ana.get(f"/o/{post.id}/versions").text
    assert "Tires by the steps" in versions
    assert "New line" in versions
    for name in ("Luis", "Denise", "Max", "Priya", "Ada"):
        browser(made.people[name]).get(f"/o/{post.id}/versions", status=404)
    public = visitor.get(f"/o/{post.id}").text
    assert "edited" in public
    assert "Tires by the steps" not in public


def test_the_same_words_again_are_no_edit(db, made, ana):
    post = made.posts["open"]
    edit(ana, post, post.title, post.description)
    assert fresh(db, post).edited_at is None
    assert db.scalars(select(Version)).all() == []
    assert db.scalars(select(Activity)).all() == []


def test_an_edit_after_the_hand_off_is_marked_at_the_desk(db, made, ana):
    case = made.cases["case"]
    db.add(Step(case_id=case.id, kind="sent", at=clock.now()))
    db.commit()
    edit(ana, made.posts["case"])
    assert fresh(db, case).words_edited_at
    assert case.title == "New line"


def test_only_the_author_edits_and_only_what_is_not_hidden(db, made, ana, browser):
    post = made.posts["open"]
    for name in ("Luis", "Denise", "Max", "Priya"):
        browser(made.people[name]).get(f"/o/{post.id}/edit", status=403)
        edit(browser(made.people[name]), post, status=403)
    assert fresh(db, post).title == "Tires by the steps"
    assert "My new words" in edit(ana, made.posts["hidden"], description="My new words", status=422).text
    ana.get(f"/o/{made.posts['hidden'].id}/edit", status=422)


def test_kind_and_place_are_the_authors_until_the_first_vote(db, made, ana):
    post = made.posts["open"]
    form = _form(ana.get(f"/o/{post.id}/edit"))
    form["kind"], form["place"], form["landmark"] = str(made.pothole.id), "12 Harrow St", "by the gate"
    assert form.submit().status_int == 303
    assert (fresh(db, post).service_id, post.place, post.landmark) == (made.pothole.id, "12 Harrow St", "by the gate")
    post.vote_count = 1
    db.commit()
    assert "kind" not in _form(ana.get(f"/o/{post.id}/edit")).fields
    page = edit(ana, post, "Changed", kind=str(made.dumping.id), status=422)
    assert "only through a block captain" in page.text
    assert fresh(db, post).title == "Tires by the steps"


@pytest.mark.parametrize("name", ["Ana", "Denise"])
def test_an_author_takes_landmark_and_address_back_one_by_one_captain_or_not(db, made, browser, name):
    post, author = made.posts["open"], browser(made.people[name])
    with make.at_once(db):
        post.author_id = made.people[name].id
        db.merge(ExactPlace(observation_id=post.id, address="12 Harrow St", **AT))
        post.landmark = "by the red gate"
    form = _form(author.get(f"/o/{post.id}/edit"))
    form["landmark"] = ""
    form.submit(status=303)
    assert fresh(db, post).landmark == ""
    assert fresh(db, db.get(ExactPlace, post.id)).address == "12 Harrow St"
    form = _form(author.get(f"/o/{post.id}/edit"))
    form["place"], form["landmark"] = "", "at the corner"
    form.submit(status=303)
    assert (fresh(db, post).landmark, fresh(db, db.get(ExactPlace, post.id)).address) == ("at the corner", "")
    form = _form(author.get(f"/o/{post.id}/edit"))
    form["landmark"] = ""
    form.submit(status=303)
    assert fresh(db, post).landmark == ""


def _form(page):
    return next(form for form in page.forms.values() if "title" in form.fields or "kind" in form.fields)


def test_a_captain_or_liaison_sorts_what_is_on_the_board(db, made, browser):
    post = made.posts["open"]
    post.vote_count = 3
    db.commit()
    for name, kind in (("Denise", made.pothole), ("Priya", made.dumping)):
        form = _form(browser(made.people[name]).get(f"/o/{post.id}/sort"))
        form["kind"] = str(kind.id)
        assert form.submit().status_int == 303
        assert (fresh(db, post).service_id, post.place) == (kind.id, "5814 Larch St")
    for name in ("Ana", "Luis", "Rosa", "Wes", "Max"):
        browser(made.people[name]).post(f"/o/{post.id}/sort", kind="", status=403)
    captain = browser(made.people["Denise"])
    captain.get(f"/o/{made.posts['case'].id}/sort", status=422)
    captain.post(f"/o/{made.posts['case'].id}/sort", kind="", status=422)


def test_sorting_never_shows_a_nameless_house_to_the_captain(db, made, browser, ana):
    who = make.identity(db, made.people["Ana"])
    words = ObservationWords("Rats", nameless=True, spot=Spot("99 Secret Row", **AT))
    post = post_observation(db, who, made.juniper.id, words)
    db.commit()
    page = browser(made.people["Denise"]).get(f"/o/{post.id}/sort").text
    assert "Secret Row" not in page
    assert str(AT["lat"]) not in page
    assert "Secret Row" in ana.get(f"/o/{post.id}/edit").text


def test_withdrawn_from_the_board_nothing_is_left_to_see(db, made, ana, visitor):
    post = made.posts["open"]
    edit(ana, post)
    assert "goes for good" in ana.get(f"/o/{post.id}/withdraw").text
    page = ana.post(f"/o/{post.id}/withdraw")
    assert page.location.endswith("/b/juniper-square")
    gone = fresh(db, post)
    assert (gone.state, gone.listed, gone.title, gone.description, gone.place, gone.lat) == (
        "withdrawn",
        False,
        "",
        "",
        "",
        None,
    )
    assert db.get(ExactPlace, post.id) is None
    assert db.scalars(select(Version)).all() == []
    db.commit()
    for person in (visitor, ana):
        person.get(f"/o/{post.id}", status=404)
        person.get(f"/o/{post.id}/edit", status=404)
    assert "New line" not in visitor.get("/b/juniper-square").text


def test_withdrawn_at_the_city_the_case_goes_on_without_words_and_name(db, made, ana, browser, visitor):
    who = make.identity(db, made.people["Ana"])
    words = ObservationWords("Mattress at my door", "It was Bo", spot=Spot("12 Harrow St", "my green door", **AT))
    post = post_observation(db, who, made.juniper.id, words)
    db.commit()
    denise = browser(made.people["Denise"])
    fields = {"kind": made.dumping.id, "service": made.dumping.id, "reason": "Blocks the walk"}
    assert denise.post(f"/o/{post.id}/escalate", **fields).status_int == 303
    ana.post(f"/o/{post.id}/withdraw")
    left = fresh(db, post)
    assert (left.state, left.listed, left.title, left.description, left.landmark) == ("withdrawn", True, "", "", "")
    exact = db.get_one(ExactPlace, post.id)
    assert exact.address == "12 Harrow St (my green door)"
    case = db.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()
    assert (case.title, case.service_id) == ("", made.dumping.id)
    assert case.words_withdrawn_at
    assert case.needs_answer_since
    db.commit()
    for person in (visitor, browser(made.people["Priya"]), denise):
        page = readable(person.get(f"/o/{post.id}"))
        for secret in ("Mattress at my door", "It was Bo", "green door", "Ana"):
            assert secret not in page, secret
    desk = browser(made.people["Priya"]).get(f"/desk/case/{case.id}").text
    assert "Mattress at my door" not in desk
    ana.post(f"/o/{post.id}/withdraw")
    assert [row.kind for row in db.scalars(select(Activity).where(Activity.kind == "observation_withdrawn"))] == [
        "observation_withdrawn"
    ]


def test_hidden_words_may_still_be_withdrawn(db, made, ana, browser):
    browser(made.people["Denise"]).post(f"/o/{made.posts['hidden'].id}/withdraw", status=403)
    ana.post(f"/o/{made.posts['hidden'].id}/withdraw")
    assert fresh(db, made.posts["hidden"]).state == "withdrawn"


def test_a_refused_edit_comes_back_filled_in(db, made, ana):
    page = edit(ana, made.posts["open"], "x" * 121, "Kept words", kind="", place="Kept place", status=422)
    form = _form(page)
    assert (form["title"].value, form["description"].value.strip()) == ("x" * 121, "Kept words")
    assert form["place"].value == "Kept place"
    assert page.html.find("title").text.startswith("Error:")
    assert "This is 121" in page.text


@pytest.mark.parametrize(
    "field", ["title", "lat", *in_trial("description", "kind", "place", "landmark", "lon", "answer.size")]
)
def test_hostile_values_are_never_our_fault(db, made, browser, ana, field):
    for value in hostile.VALUES:
        fields = {"title": "Tires", "kind": str(made.pothole.id), "place": "5814 Larch St", field: value}
        assert ana.post(f"/o/{made.posts['open'].id}/edit", status=None, **fields).status_int in (303, 422), value
        answer = browser(made.people["Denise"]).post(f"/o/{made.posts['open'].id}/sort", status=None, **fields)
        assert answer.status_int in (303, 422), value
    assert db.get_one(Observation, made.posts["open"].id).state == "open"


def test_the_words_of_a_post_do_not_change_without_end(db, made, ana):
    post = made.posts["open"]
    for number in range(MOST_VERSIONS):
        db.add(Version(observation_id=post.id, title=f"Line {number}", description="", written_at=clock.now()))
    db.commit()
    page = edit(ana, post, "Once more", status=429)
    assert "Say what is new in a reply" in page
    assert "Once more" in page
    assert fresh(db, post).title == "Tires by the steps"
