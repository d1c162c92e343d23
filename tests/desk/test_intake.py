"""Somebody phones, comes in or writes: the desk opens a case for them, once, or adds what they say to what is known."""

from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import func, select

from community.activity.models import Activity
from community.cases.models import Case, StaffNote, Step
from community.cases.models_clock import CaseClock
from community.cases.models_intake import Intake
from community.cases.models_undo import Undoable
from community.cases.queries_outgoing import outgoing_request
from community.catalog.models import Target
from community.observations.models import ExactPlace, Observation
from community.people.models import Reporter
from community.places.models import Address, Block
from tests import make
from tests.browser import readable

CALL = {
    "channel": "phone",
    "title": "Deep hole by the school",
    "description": "Two bikes fell.",
    "place": "4711 Larch St",
    "client_id": "call-0001",
    "email": "zephyrine@example.org",
    "language": "es",
}


@pytest.fixture
def larch(db, made):
    """Two houses on Juniper Square, one on no board; a target for holes in the street."""
    with make.at_once(db):
        for number, lon in (("4711", -71.0512), ("4713", -71.0513), ("9000", -60.0)):
            label = f"{number} Larch St"
            db.add(Address(key=number, label=label, label_key=label.lower(), lat=42.3512, lon=lon))
        db.add(Target(service_id=made.pothole.id, measure="first_answer", amount=2, unit="days"))
    return made


@pytest.fixture
def sam(larch, browser):
    return browser(larch.people["Sam"])


def call(made, **more):
    return {**CALL, "service": str(made.pothole.id), "answer.size": "Two feet", **more}


def newest(look):
    return look(select(Case).order_by(Case.id.desc()).limit(1))[0]


def test_a_call_opens_a_case_on_the_board_of_its_place_and_names_nobody(
    sam, larch, look, worker, browser, visitor, home
):
    answer = sam.post("/desk/new", **call(larch))
    case = newest(look)
    assert answer.location.endswith(f"/desk/case/{case.id}")
    assert (case.opened_by, case.board_id, case.agency_id) == ("phone", larch.juniper.id, larch.streets.id)
    assert (case.answers, case.opener_id, case.state) == ({"size": "Two feet"}, larch.people["Sam"].id, "queued")
    [post] = look(select(Observation).order_by(Observation.id.desc()).limit(1))
    assert (post.nameless, post.author_id, post.escalated_by) == (True, None, "phone")
    assert look(select(ExactPlace.address).where(ExactPlace.observation_id == post.id)) == ["4711 Larch St"]
    assert len(look(select(CaseClock).where(CaseClock.case_id == case.id))) == 1
    worker()
    assert "accepted" in look(select(Step.kind).where(Step.case_id == case.id))
    luis = browser(larch.people["Luis"])
    public = [
        luis.get(page).text for page in (f"/b/{larch.juniper.slug}?show=new", f"/o/{post.id}", f"/case/{case.id}")
    ]
    assert all("by phone" in page for page in public)
    assert all("4711" not in page for page in public)
    desk = sam.get(f"/desk/case/{case.id}")
    assert "by phone, taken down by Sam" in readable(desk)
    assert "4711 Larch St" in desk.text
    assert "Reported by phone" in sam.get("/desk?view=open").text
    assert "by phone" in sam.get(f"/desk/case/{case.id}/history").text
    sam.post(f"/desk/case/{case.id}/take", version=str(newest(look).version))
    sam.post(f"/desk/case/{case.id}/answer", version=str(newest(look).version), words="We patch it on Friday.")
    worker()
    worker()
    [mail] = [message_from_bytes(path.read_bytes(), policy=default) for path in (home / "mail").glob("*.eml")]
    assert "zephyrine" in mail["To"]
    assert "We patch it on Friday." in mail.get_content()
    everything = str([*public, desk.text, visitor.get(f"/open311/v2/requests/{case.id}.json").text])
    assert "zephyrine" not in everything + str([vars(row) for row in look(select(Activity))])


def test_the_same_form_twice_is_one_case_and_one_address(sam, larch, look):
    first = sam.post("/desk/new", **call(larch))
    assert sam.post("/desk/new", **call(larch)).location == first.location
    assert look(select(func.count(Intake.id))) == look(select(func.count(Reporter.id))) == [1]


def test_who_phones_twice_about_one_case_gets_each_word_once(sam, larch, look, worker, home):
    sam.post("/desk/new", **call(larch))
    case = newest(look)
    post = str(look(select(func.max(Observation.id)))[0])
    again = {"seen": "all", "like": post, "email": "Zephyrine@Example.org", "language": "en"}
    sam.post("/desk/new", **call(larch, client_id="call-0002", **again))
    sam.post("/desk/new", **call(larch, client_id="call-0003", **again | {"email": "quill@example.org"}))
    assert look(select(Intake.case_id)) == [case.id] * 3
    assert sorted(look(select(Reporter.email))) == ["quill@example.org", "zephyrine@example.org"]
    worker()
    sam.post(f"/desk/case/{case.id}/answer", version=str(newest(look).version), words="We patch it on Friday.")
    worker()
    worker()
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in (home / "mail").glob("*.eml")]
    assert sorted(mail["To"].partition("@")[0] for mail in mails) == ["quill", "zephyrine"]


def test_a_place_on_no_board_goes_to_the_city_wide_tray_once_sam_says_so(sam, larch, look, visitor, app):
    before, letter = newest(look).id, call(larch, place="9000 Larch St", channel="letter")
    asked = sam.post("/desk/new", 422, **letter)
    assert "This address lies on no board. Open it city-wide?" in asked.text
    assert newest(look).id == before
    sam.post("/desk/new", **letter, spot="none", spot_for="9000 Larch St")
    case = newest(look)
    assert (case.board_id, case.opened_by) == (None, "letter")
    [note] = look(select(StaffNote).where(StaffNote.case_id == case.id))
    assert note.author_id == larch.people["Sam"].id
    assert "9000 Larch St" in note.words
    with app.sessions.reading() as session:
        told = repr(outgoing_request(session, case.id))
    assert "Two bikes fell." in told
    assert "9000 Larch St" in told
    assert "zephyrine" not in told
    page = visitor.get(f"/case/{case.id}").text
    assert "Somebody wrote to the city." in page
    assert "9000" not in page


def test_a_case_in_the_tray_is_found_by_what_was_told_and_by_nobody_else(db, sam, larch, look, worker, browser):
    """By its title, the beginning of a word, its address and a later note; not by the name of who phoned, and neither
    by another agency's liaison nor by a neighbor."""
    sam.post("/desk/new", **call(larch, place="9000 Larch St"), spot="none", spot_for="9000 Larch St")
    case = newest(look)
    assert case.board_id is None
    note = {"version": case.version, "words": "Máquina needed", "visible": "internal"}
    sam.post(f"/desk/case/{case.id}/note", **note)
    worker()
    worker()
    asked = ("hole school", "Two bikes", "bik", "9000 larch", "maquina", "school maquina")
    for words in asked:
        assert f"/desk/case/{case.id}?" in sam.get(f"/desk?view=all&q={words}"), words
    for words in ("zephyrine", "bikes elephant"):
        assert f"/desk/case/{case.id}?" not in sam.get(f"/desk?view=all&q={words}"), words
    priya, luis = browser(larch.people["Priya"]), browser(larch.people["Luis"])
    assert "Deep hole" not in priya.get("/desk?view=all&q=hole+school")
    assert "Deep hole" not in luis.get("/find?q=bikes+fell")


def test_an_address_nobody_knows_is_asked_about_once_and_the_words_stay(sam, larch, look):
    before, odd = newest(look).id, "Behind the old mill, Route 9"
    asked = sam.post("/desk/new", 422, **call(larch, place=odd))
    assert "We do not know this address. Open it city-wide?" in asked.text
    assert "Two bikes fell." in asked.text
    assert asked.html.select_one('input[name="place"]')["value"] == odd
    assert [one["value"] for one in asked.html.select('fieldset#spot input[name="spot"]')] == ["none"]
    sam.post("/desk/new", 422, **call(larch, place=odd, spot_for=odd))  # not ticked
    assert newest(look).id == before
    # Ticked, and something else is wrong: it is not asked again.
    again = sam.post("/desk/new", 422, **call(larch, place=odd, spot="none", spot_for=odd, channel="fax"))
    assert "Open it city-wide?" not in again.text
    sam.post("/desk/new", **call(larch, place=odd, spot="none", spot_for=odd))
    case = newest(look)
    assert case.board_id is None
    assert odd in look(select(StaffNote.words).where(StaffNote.case_id == case.id))[0]
    # Only a landmark: nobody wrote an address, so nothing is asked.
    sam.post("/desk/new", **call(larch, client_id="call-0002", place="", landmark="By the mill"))
    assert newest(look).board_id is None


@pytest.mark.parametrize(
    "place", ["4700 block of Larch St", "the 4700 block of larch", "47th & Larch", "47th St between Larch and Quay"]
)
def test_a_block_or_a_corner_as_the_city_writes_it_lies_on_its_board(db, sam, larch, look, place):
    with make.at_once(db):
        for street, label, line in (
            ("Larch St", "4700 block of Larch St", [[-71.052, 42.35], [-71.05, 42.35]]),
            ("47th St", "47th St between Larch and Quay", [[-71.052, 42.35], [-71.052, 42.351]]),
        ):
            (west, south), (east, north) = line
            middle = {"lat": (south + north) / 2, "lon": (west + east) / 2}
            db.add(Block(key=label, street=street, street_key=street.lower(), label=label, line=line, **middle))
    sam.post("/desk/new", **call(larch, place=place))
    assert newest(look).board_id == larch.juniper.id
    [exact] = look(select(ExactPlace).order_by(ExactPlace.observation_id.desc()).limit(1))
    assert (exact.address, exact.block_id is None) == (place, False)


def test_an_unclear_place_is_asked_about_and_the_words_stay(sam, larch, look):
    before = newest(look).id
    found = sam.post("/desk/new", 422, **call(larch, place="471"))
    assert "Which of these places is it?" in found.text
    assert "Two bikes fell." in found.text
    assert newest(look).id == before
    points = [one["value"] for one in found.html.select('input[name="spot"]')]
    assert points[-1] == "none"
    sam.post("/desk/new", **call(larch, place="471", spot=points[0], spot_for="471"))
    assert newest(look).board_id == larch.juniper.id
    # Words changed since the choice: it is asked anew.
    sam.post("/desk/new", 422, **call(larch, client_id="call-0002", place="471", spot=points[0], spot_for="47"))
    sam.post("/desk/new", **call(larch, client_id="call-0003", place="471", spot="none", spot_for="471"))
    assert newest(look).board_id is None


def test_what_is_known_already_is_shown_and_joined_instead_of_doubled(db, sam, larch, look, browser):
    post, case = larch.posts["case"], larch.cases["case"]
    where = {"title": "Mattress in the alley", "place": "", "spot": "42.35,-71.05", "spot_for": ""}
    asked = call(larch, **where, service=str(larch.dumping.id), landmark="The alley", description="It smells.")
    photo = post.photo_key = make.photo(db, post).key
    db.commit()
    shown = sam.post("/desk/new", 200, **asked)
    assert "Is it one of these?" in shown.text
    assert "It smells." in shown.text
    assert f"/photos/{photo}/thumb" in shown.text
    sam.app.extra_environ["HTTP_SAVE_DATA"] = "on"
    assert "/thumb" not in sam.post("/desk/new", 200, **asked).text
    assert len(look(select(Intake.id))) == 0
    before = look(select(func.count(Observation.id)))
    answer = sam.post("/desk/new", **asked, seen="all", like=str(post.id))
    assert answer.location.endswith(f"/case/{case.id}")
    assert look(select(func.count(Observation.id))) == before
    assert look(select(Intake.case_id)) == [case.id]
    priya = browser(larch.people["Priya"])
    assert "It smells." in priya.get(f"/desk/case/{case.id}").text
    saving = priya.get(f"/desk/case/{case.id}", headers={"Save-Data": "on"}).text
    assert f'href="/photos/{photo}/medium">Photo, ' in saving
    assert "/thumb" not in saving
    assert "It smells." not in browser(larch.people["Luis"]).get(f"/case/{case.id}").text
    # An open post is sent to 311 by it; "none of them" opens a new case.
    sent = sam.post("/desk/new", **{**asked, "client_id": "call-0002"}, seen="all", like=str(larch.posts["open"].id))
    assert sent.status_int == 303
    assert newest(look).opened_by == "liaison"
    sam.post("/desk/new", **{**asked, "client_id": "call-0003"}, seen="all")
    assert newest(look).opened_by == "phone"
    again = {**asked, "client_id": "call-0004", "seen": "all", "like": str(larch.posts["closed"].id)}
    assert "closed in the meantime" in sam.post("/desk/new", 422, **again).text


@pytest.mark.usefixtures("two_minutes")
def test_a_call_goes_to_no_case_but_those_shown_for_it_and_no_undo_is_offered_that_cannot_be(db, larch, look, browser):
    where = {"title": "Tires by the school", "place": "", "spot": "42.35,-71.05", "spot_for": "", "seen": "all"}
    asked = call(larch, **where, service=str(larch.dumping.id), landmark="The school", description="It smells.")
    wes, priya = browser(larch.people["Wes"]), browser(larch.people["Priya"])
    marble = {**asked, "spot": "none", "title": "A bench is broken"}
    for post in ("case", "open", "nameless"):  # by its number alone: on another board, and not like it
        refused = wes.post("/desk/new", 422, **marble, like=str(larch.posts[post].id))
        assert "That post is not like what you typed" in refused.text
        assert "It smells." in refused.text
    wes.post("/desk/new", 422, **asked, like=str(larch.posts["open"].id))  # shown, but not Wes's to send to 311
    hidden, alike = larch.posts["case"], {**asked, "title": "Mattress in the alley", "landmark": "The alley"}
    hidden.hidden_at, hidden.hidden_rule = hidden.created_at, "names_person"
    db.commit()
    priya.post("/desk/new", 422, **alike, like=str(hidden.id))
    assert look(select(Intake.id)) == []
    sent = priya.post("/desk/new", **asked, like=str(larch.posts["open"].id))
    assert "You can undo it" not in sent.follow()
    assert priya.post("/desk/new", **asked, like=str(larch.posts["open"].id)).location == sent.location
    assert (len(look(select(Intake.id))), look(select(Undoable.id))) == (1, [])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"channel": "fax"}, "Say how it reached you."),
        ({"title": " "}, "Say in one line what you see."),
        ({"place": "", "landmark": ""}, "Say where it is"),
        ({"email": "nobody"}, "Write an email address"),
        ({"service": "999999"}, "Choose what kind of request this is."),
        ({"answer.size": ""}, "Answer this question."),
        ({"client_id": "x"}, "This form is too old."),
        ({"show": "questions"}, "How big"),
    ],
)
def test_a_refused_form_comes_back_filled_in_and_opens_nothing(db, sam, larch, look, wrong, said):
    larch.size.required = True
    db.commit()
    page = sam.post("/desk/new", 200 if "show" in wrong else 422, **call(larch, **wrong))
    assert said in page.text
    assert "Two bikes fell." in page.text
    assert look(select(func.count(Intake.id))) == look(select(func.count(Reporter.id))) == [0]


@pytest.mark.parametrize("name", ["Luis", "Denise", "Max", "Ada"])
def test_nobody_else_opens_one(larch, browser, name, look):
    somebody = browser(larch.people[name])
    somebody.get("/desk/new", 404)
    somebody.post("/desk/new", 404, **call(larch))
    assert look(select(Intake.id)) == []
