"""A program sends requests by GeoReport v2: they land on their board or in the tray, once, with nobody's name."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from community import clock
from community.activity.models import Activity
from community.cases.models import Backing, Case, StaffNote
from community.cases.queries_outgoing import outgoing_request
from community.catalog.models import Service
from community.observations.models import ExactPlace, Observation
from community.open311.gateway_writing import request_fields
from community.open311.server_models import ProgramKey, Receipt
from community.people.models import Reporter
from community.places.models import Block
from tests import make

HOLE = {"service_code": "pothole", "lat": "42.351234", "long": "-71.051234", "attribute[size]": "Two feet"}
"""On Juniper Square."""


def test_a_request_lands_on_its_board_with_a_case_behind_it(sender, reader, made, look, app, worker, browser):
    words = "Deep hole by the school\nTwo bikes fell."
    who = {"email": "zephyrine@example.org", "first_name": "Zephyrine", "last_name": "Quill", "phone": "555-0199"}
    [answer] = sender.post(
        "requests", **HOLE, **who, description=words, address_string="4711 Larch Street", account_id="z7"
    )
    assert answer == {"service_request_id": answer["service_request_id"], "service_notice": None, "account_id": "z7"}
    [case] = look(select(Case).where(Case.id == int(answer["service_request_id"])))
    [post] = look(select(Observation).order_by(Observation.id.desc()).limit(1))
    assert (case.board_id, case.agency_id, case.state, case.needs_sorting) == (
        made.juniper.id, made.streets.id, "queued", False,
    )  # fmt: skip
    assert (post.title, post.description, post.state, post.nameless, post.author_id) == (
        "Deep hole by the school", words, "escalated", True, None,
    )  # fmt: skip
    assert case.answers == {"size": "Two feet"}
    [exact] = look(select(ExactPlace).where(ExactPlace.observation_id == post.id))
    assert (exact.lat, exact.lon, exact.address) == (42.351234, -71.051234, "4711 Larch Street")
    assert look(select(Reporter.email)) == ["zephyrine@example.org"]

    worker()
    with app.sessions.reading() as db:
        assert "4711 Larch Street" in repr(outgoing_request(db, case.id))
    [told] = reader.get(f"requests/{case.id}")
    assert told["description"] == words
    assert told["address"] is None
    assert told["lat"] == pytest.approx(42.351234, abs=0.002)
    assert told["lat"] != 42.351234
    pages = (
        browser(made.people["Luis"]).get(f"/o/{post.id}").text
        + browser(made.people["Luis"]).get(f"/case/{case.id}").text
    )
    assert "Somebody told the city through another app." in pages
    desk = browser(made.people["Sam"]).get(f"/desk/case/{case.id}").text
    assert "4711 Larch Street" in desk
    everywhere = pages + desk + str(told) + str([vars(row) for row in look(select(Activity))])
    for private in ("zephyrine", "Zephyrine", "Quill", "555-0199"):
        assert private not in everywhere
    for private in ("4711", "42.351234"):
        assert private not in pages + str(told) + str([vars(row) for row in look(select(Activity))])


def test_the_same_request_sent_again_is_the_same_request(sender, look, made, db):
    first = sender.post("requests", **HOLE, headers={"Idempotency-Key": "abc-1"})
    assert sender.post("requests", **HOLE, headers={"Idempotency-Key": "abc-1"}) == first
    assert sender.post("requests", **HOLE, **{"attribute[client_request_id]": "abc-1"}) == first
    mine = sender.post("requests", **HOLE, **{"attribute[fixmystreet_id]": "77", "attribute[paint]": "blue"})
    assert sender.post("requests", **HOLE, **{"attribute[fixmystreet_id]": "77"}) == mine != first
    assert len(look(select(Receipt))) == 2
    assert look(select(Receipt.extras).order_by(Receipt.id))[1] == {"paint": ["blue"]}
    # who missed the answer asks for it, by the same key alone
    number = first[0]["service_request_id"]
    assert sender.ids(client_request_id="abc-1", api_key=sender.key) == [number]
    assert sender.ids(client_request_id="abc-2", api_key=sender.key) == []
    assert sender.get("requests", expect=403, client_request_id="abc-1")[0]["code"] == 403
    # without a number of its own, each is another one
    assert sender.post("requests", **HOLE) != sender.post("requests", **HOLE)


def test_what_lies_on_no_board_stands_in_the_tray(sender, reader, look, browser, made, worker, app):
    there = {
        "service_code": "dumping",
        "description": "Tires at the quarry. Call Ferris",
        "lat": "42.45",
        "long": "-71.05",
    }
    who = {"email": "zephyrine@example.org", "first_name": "Zephyrine", "phone": "555-0199"}
    [answer] = sender.post("requests", **there, **who, media_url="https://10.0.0.7/1.jpg")
    [other] = sender.post("requests", service_code="dumping", address_string="Old mill, Route 9")
    assert answer["service_notice"] is None
    worker()
    [case] = look(select(Case).where(Case.id == int(answer["service_request_id"])))
    assert case.board_id is None
    [note] = look(select(StaffNote.words).where(StaffNote.case_id == case.id))
    assert "Tires at the quarry" in note
    assert "42.45, -71.05" in note
    assert "https://10.0.0.7/1.jpg" in note
    priya = browser(made.people["Priya"])
    page = priya.get(f"/desk/case/{case.id}")
    assert "Tires at the quarry" in page
    assert "(42.45000, -71.05000)" in page  # where it exactly is, also as a picture, for the desk alone
    assert "<svg" in priya.get(page.html.select_one(".map img")["src"])
    browser(made.people["Luis"]).get(f"/desk/case/{case.id}/map.svg", status=404)
    page = priya.get(f"/desk/case/{other['service_request_id']}")
    assert "Old mill, Route 9" in page.html.select_one(".dl").text
    assert "No post stands behind it." in page
    [told] = reader.get(f"requests/{case.id}")
    assert told["description"] is None
    assert told["lat"] == pytest.approx(42.45, abs=0.002)
    assert reader.get(f"requests/{other['service_request_id']}")[0]["address"] is None
    with app.sessions.reading() as session:  # the agency's own system is told all of it, where it exactly is
        told, placed = (outgoing_request(session, int(one["service_request_id"])) for one in (answer, other))
    assert [words.title for words in told.words] == ["Tires at the quarry. Call Ferris"]
    assert (told.lat, told.lon) == (42.45, -71.05)
    assert (placed.address, placed.lat) == ("Old mill, Route 9", None)
    assert dict(request_fields(placed, "k", {}, ""))["address_string"] == "Old mill, Route 9"
    assert [private for private in ("ephyrine", "555-0199") if private in repr((told, placed))] == []
    form = {"version": case.version, "code": "done", "words": "They are gone."}
    browser(made.people["Priya"]).post(f"/desk/case/{case.id}/close", **form)
    page = browser(made.people["Luis"]).get(f"/case/{case.id}")
    assert "They are gone." in page
    assert "Ferris" not in page
    assert "Neighbors say:" not in page  # nobody is asked: there is no post under which they could answer
    assert look(select(Case.confirm_until).where(Case.id == case.id)) == [None]


def test_a_post_without_a_point_behind_it_leaves_the_map_of_what_was_told(sender, browser, made, db):
    there = {"service_code": "dumping", "description": "Tires at the quarry", "lat": "42.45", "long": "-71.05"}
    number = int(sender.post("requests", **there)[0]["service_request_id"])
    post = make.observation(db, made.juniper, made.people["Ana"], "Tires, out by the quarry")
    db.add(Backing(case_id=number, observation_id=post.id, since=clock.now()))
    db.commit()
    priya = browser(made.people["Priya"])
    page = priya.get(f"/desk/case/{number}")
    assert "(42.45000, -71.05000)" in page
    assert "<svg" in priya.get(page.html.select_one(".map img")["src"])


def test_an_address_that_our_server_publishes_is_understood_when_it_is_posted(sender, reader, look, made, db):
    lines = {"4900 block of Quay St": ("Quay St", [[-71.052, 42.35], [-71.05, 42.35]]),
             "60th St between Quay and Ellery": ("60th St", [[-71.052, 42.35], [-71.052, 42.351]])}  # fmt: skip
    for label, (street, line) in lines.items():
        (west, south), (east, north) = line
        middle = {"lat": (south + north) / 2, "lon": (west + east) / 2}
        db.add(Block(key=label, street=street, street_key=street.lower(), label=label, line=line, **middle))
    db.commit()
    for address in (*lines, "60th St & Quay St"):
        [answer] = sender.post("requests", service_code="dumping", address_string=address)
        [told] = reader.get(f"requests/{answer['service_request_id']}")
        assert told["address"] in lines
        assert told["lat"] == pytest.approx(42.35, abs=0.001)
        [case] = look(select(Case).where(Case.id == int(answer["service_request_id"])))
        assert case.board_id == made.juniper.id
    [other] = sender.post("requests", service_code="dumping", address_string="70th St & Quay St")
    assert reader.get(f"requests/{other['service_request_id']}")[0]["address"] is None


def test_batch_gives_a_token_and_blackbox_nothing(sender, reader, db, made, worker):
    db.get(Service, made.dumping.id).type = "batch"
    db.get(Service, made.pothole.id).type = "blackbox"
    db.commit()
    [answer] = sender.post("requests", service_code="dumping", lat="42.35", long="-71.05")
    assert set(answer) == {"token", "service_notice", "account_id"}
    token = answer["token"]
    assert reader.get(f"tokens/{token}") == [{"service_request_id": None, "token": token}]
    worker()
    [told] = reader.get(f"tokens/{token}")
    assert reader.get(f"requests/{told['service_request_id']}")
    assert reader.get("tokens/nobodys", expect=404)[0]["code"] == 404
    assert sender.post("requests", **HOLE) == [{"service_notice": None, "account_id": None}]


@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"api_key": ""}, 403, "api_key is missing"),
        ({"api_key": "guessed"}, 403, "not valid"),
        ({"service_code": "rocket"}, 404, "no service"),
        ({"service_code": ""}, 400, "service_code is missing"),
        ({"lat": ""}, 400, "in degrees"),
        ({"lat": "NaN"}, 400, "in degrees"),
        ({"lat": "91"}, 400, "in degrees"),
        ({"lat": "", "long": ""}, 400, "Say where it is"),
        ({"lat": "", "long": "", "address_id": "999"}, 400, "address_id"),
        ({"lat": "10", "long": "10"}, 400, "does not lie in Larkport"),
        ({"attribute[size]": ""}, 400, "attribute[size] is missing"),
        ({"attribute[size]": "two\nlines"}, 400, "on one line"),
        ({"description": "x" * 4001}, 400, "4,000"),
        ({"description": "<b>Deep</b>"}, 400, "without HTML"),
        ({"email": "nobody"}, 400, "email address"),
        ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
        ({"media_url": [f"https://a.example/{n}" for n in range(5)]}, 400, "5 photos"),
        ({"attribute[client_request_id]": "x" * 300}, 400, "Your own id"),
    ],
)
def test_a_wrong_request_is_told_and_leaves_nothing(sender, look, changed, status, words):
    before = look(select(func.count(Case.id)))
    said = sender.post("requests", status, **HOLE | changed)
    assert {error["code"] for error in said} == {status}
    assert words in " ".join(error["description"] for error in said)
    assert look(select(func.count(Case.id))) == before
    assert look(select(Receipt.id)) == []


@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
def test_lists_and_moments_are_checked_as_everywhere(sender, db, made, look):
    options = [{"key": "l", "name": "Lane"}, {"key": "s", "name": "Sidewalk"}]
    make.question(db, made.pothole, "where", required=False, datatype="multivaluelist", options=options)
    make.question(db, made.pothole, "one", required=False, datatype="singlevaluelist", options=options)
    make.question(db, made.pothole, "seen", required=False, datatype="datetime")
    make.question(db, made.pothole, "deep", required=False, datatype="number")
    make.question(db, made.pothole, "more", required=False, datatype="text")
    good = {
        "attribute[where][]": ["s", "l"],
        "attribute[one]": "l",
        "attribute[deep]": "2.5",
        "attribute[more]": "a\nb",
    }
    [answer] = sender.post("requests", **HOLE, **good, **{"attribute[seen]": "2026-06-11T08:30:00Z"})
    [answers] = look(select(Case.answers).where(Case.id == int(answer["service_request_id"])))
    assert answers == {
        "size": "Two feet", "where": ["l", "s"], "one": "l", "deep": 2.5, "more": "a\nb",
        "seen": "2026-06-11T08:30+00:00",
    }  # fmt: skip
    for wrong in ({"where": "x"}, {"one": "x"}, {"seen": "soon"}, {"deep": "deep"}):
        [(code, value)] = wrong.items()
        [error] = sender.post("requests", 400, **HOLE, **{f"attribute[{code}]": value})
        assert f"attribute[{code}]" in error["description"]


def test_a_key_is_shown_once_limited_and_revoked(sender, made, browser, look):
    ada = browser(made.people["Ada"])
    page = ada.get("/admin/keys")
    assert sender.key not in page
    assert sender.key[-4:] in page
    assert "Pocket 311 &lt;app&gt;" in page
    assert "Write whose key" in ada.post("/admin/keys", 422, name=" ")
    browser(made.people["Max"]).get("/admin/keys", 404)
    assert sender.key not in str([vars(row) for row in look(select(ProgramKey))])
    ada.post("/admin/keys", do="revoke", id=look(select(ProgramKey.id))[0])
    assert "not valid any more" in sender.post("requests", 403, **HOLE)[0]["description"]
    assert "revoked" in ada.get("/admin/keys")


@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
def test_more_than_the_limit_is_told_when_to_come_back(sender, app, monkeypatch):
    for _number in range(3):
        sender.post("requests", **HOLE)
    monkeypatch.setattr(app, "knobs", replace(app.knobs, limit_open311=3))
    answer = sender.app.post("/open311/v2/requests.xml", {"api_key": sender.key, **HOLE}, status=429)
    assert answer.headers["Retry-After"] == "3600"
    assert answer.text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<errors><error><code>429</code>')
