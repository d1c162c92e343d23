"""A program reads the city's requests by GeoReport v2, in both formats."""

from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest

from community import clock
from community.cases.clocking import start_clocks
from community.cases.models import Backing, Case, FollowUp, Step
from community.catalog.models import Target
from tests import make
from tests.cast import HIDDEN_WORDS, SECRET_NOTE


def stamp(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def case(db, made, opened_at, *posts, **values):
    """A case of Sanitation opened at some time, with these posts behind it."""
    found = Case(
        **{
            "board_id": made.juniper.id, "service_id": made.dumping.id, "agency_id": made.sanitation.id,
            "state": "in_progress", "title": "", "opened_at": opened_at, "opened_by": "votes", **values,
        }
    )  # fmt: skip
    db.add(found)
    db.flush()
    db.add(Step(case_id=found.id, kind="opened", at=opened_at))
    if found.closed_at:
        db.add(Step(case_id=found.id, kind="closed", at=found.closed_at))
    db.add_all(Backing(case_id=found.id, observation_id=post.id, since=opened_at) for post in posts)
    db.commit()
    return found


def test_discovery_services_and_a_definition(db, made, reader, look):
    discovery = reader.get("discovery")
    endpoint = discovery["endpoints"][0]
    assert endpoint["url"] == "http://localhost/open311/v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert endpoint["type"] == "production"
    assert all(discovery[name] for name in ("contact", "key_service"))
    assert datetime.fromisoformat(discovery["changeset"]) < clock.now()

    made.dumping.keywords = "trash sofa"
    db.commit()
    listed = {
        service["service_code"]: service for service in reader.get("services", jurisdiction_id="larkport.example")
    }
    assert listed["pothole"]["metadata"] is True
    assert listed["dumping"] == {
        "service_code": "dumping", "service_name": "Dumping", "description": None, "metadata": False,
        "type": "realtime", "keywords": "trash, sofa", "group": None,
    }  # fmt: skip
    options = [{"key": "l", "name": "Lane & <curb>"}, {"key": "s", "name": "Sidewalk"}]
    make.question(
        db, made.pothole, "where", required=False, datatype="multivaluelist", options=options, text="Where?", position=2
    )
    size, where = reader.get("services/pothole")["attributes"]
    assert (size["code"], size["datatype"], size["required"], size["order"], size["values"]) == (
        "size", "string", True, 1, [],
    )  # fmt: skip
    assert (where["order"], where["values"], where["variable"]) == (2, options, True)
    assert reader.get("services/rocket", expect=404)[0]["code"] == 404


def test_a_request_says_what_everybody_may_know_and_nothing_else(db, made, reader):
    db.add(Target(service_id=made.dumping.id, measure="completion", amount=3, unit="days"))
    db.flush()
    start_clocks(db, db.get_one(Case, made.cases["case"].id))
    db.commit()
    [request] = reader.get("requests", service_request_id=made.cases["case"].id)
    opened = made.cases["case"].opened_at
    assert request["status"] == "open"
    assert request["status_notes"] == "Sent to 311: A crew comes on Tuesday."
    assert (request["service_code"], request["service_name"]) == ("dumping", "Dumping")
    assert request["description"] == "Mattress in the alley, case"
    assert request["agency_responsible"] == "Sanitation"
    assert request["service_notice"] == "The city means to be done in 3 days."
    assert request["requested_datetime"] == stamp(opened)
    assert request["expected_datetime"] == stamp(opened + timedelta(days=3))
    assert (request["address"], request["lat"], request["long"]) == ("5814 Larch St", 42.35, -71.05)
    assert request["address_id"] is request["zipcode"] is request["media_url"] is None

    photo = make.photo(db, made.posts["closed"])
    made.posts["closed"].photo_key = photo.key
    db.commit()
    [closed] = reader.get(f"requests/{made.cases['closed'].id}")
    assert (closed["status"], closed["status_notes"]) == ("closed", "City says done: We cleared it.")
    assert closed["updated_datetime"] == stamp(made.cases["closed"].closed_at)
    assert closed["media_url"] == f"http://localhost/photos/{photo.key}/full"

    everything = reader.ask("requests.xml", extensions="true").text + reader.ask("servicerequestupdates.xml").text
    assert "Mattress" in everything
    for private in (*made.people, SECRET_NOTE, HIDDEN_WORDS, "example.org"):
        assert private not in everything


def test_hidden_and_withdrawn_words_and_private_answers_never_appear(db, made, reader):
    now, ana = clock.now(), made.people["Ana"]
    hidden = make.observation(
        db, made.juniper, ana, "Ferris did it", hidden_at=now, lat=42.31, lon=-71.09, place="12 Ferris Ct"
    )
    taken_back = make.observation(
        db, made.juniper, ana, "", state="withdrawn", nameless=True, place="", lat=42.3, lon=-71
    )
    second = make.observation(db, made.juniper, ana, "Deep hole", description="By the school", lat=42.32, lon=-71.04)
    make.question(db, made.dumping, "color", required=False, public=True, text="Which color?")
    make.question(db, made.dumping, "phone", required=False, text="Your phone?")
    answers = {"color": "red", "phone": "555-0100"}
    alone = case(db, made, now, hidden, title="Ferris did it", place="12 Ferris Ct", lat=42.31, lon=-71.09)
    both = case(db, made, now, hidden, second, answers=answers)
    gone = case(db, made, now, taken_back)
    tray = case(
        db, made, now, board_id=None, title="Said by phone", place="5800 block of Larch St", lat=42.3, lon=-71.0
    )

    told = {
        request["service_request_id"]: request
        for request in reader.get("requests", extensions="true", page_size=100)
    }  # fmt: skip
    assert [told[str(alone.id)][name] for name in ("description", "address", "lat", "long")] == [None] * 4
    assert told[str(both.id)]["description"] == "Deep hole\n\nBy the school"
    assert told[str(both.id)]["attributes"] == [
        {"code": "color", "description": "Which color?", "value": "red", "values": []}
    ]
    assert told[str(gone.id)]["description"] is None
    assert told[str(gone.id)]["lat"] == 42.3
    assert [told[str(tray.id)][name] for name in ("description", "address")] == [None, "5800 block of Larch St"]
    assert "attributes" not in reader.get(f"requests/{both.id}")[0]
    text = str(told)
    assert [word for word in ("Ferris", "555-0100", "Said by phone") if word in text] == []
    assert reader.get("requests/99999999", expect=404)[0]["code"] == 404
    assert reader.get("requests/none", expect=404)


def test_answers_come_in_words_and_as_machines_read_them(db, made, reader):
    options = [{"key": "l", "name": "Lane"}, {"key": "s", "name": "Sidewalk"}, {"key": "c", "name": "Curb"}]
    kinds = {"since": "datetime", "last": "datetime", "end": "datetime", "once": "datetime"}
    kinds |= {"where": "multivaluelist", "side": "singlevaluelist", "many": "number"}
    for position, (code, datatype) in enumerate(kinds.items(), 2):
        listed = {"options": options} if datatype.endswith("list") else {}
        make.question(
            db, made.dumping, code, required=False, public=True, datatype=datatype, position=position, **listed
        )
    answers = {
        "since": "2026-11-01T10:00+00:00", "last": "2026-06-11T08:30", "end": "9999-12-31T23:59", "once": "in May",
        "where": ["s", "gone"], "side": "l", "many": 3,
    }  # fmt: skip
    asked = case(db, made, clock.now(), made.posts["open"], answers=answers)
    [request] = reader.get(f"requests/{asked.id}", extensions="true")
    told = {
        one["code"]: (one["value"], [(v["key"], v["name"]) for v in one["values"]]) for one in request["attributes"]
    }
    assert told == {
        "since": ("2026-11-01T10:00:00Z", []),
        "last": ("2026-06-11T12:30:00Z", []),
        "end": ("9999-12-31T23:59", []),
        "once": ("in May", []),
        "where": ("Sidewalk, gone", [("s", "Sidewalk"), ("gone", "gone")]),
        "side": ("Lane", [("l", "Lane")]),
        "many": ("3", []),
    }


def test_arguments_narrow_page_and_override(db, made, reader):
    now = clock.now().replace(microsecond=400_000)
    old = [case(db, made, now - timedelta(days=days)) for days in (30, 60, 89, 91, 400)]
    done = case(db, made, now - timedelta(days=20), state="closed", code="done", closed_at=now - timedelta(days=2))
    ids = [str(one.id) for one in old]
    recent = reader.ids(page_size=1000, service_code="dumping")
    assert [number for number in recent if number in ids] == ids[:3]
    assert set(reader.ids(status="closed")) == {str(done.id), str(made.cases["closed"].id)}
    assert str(done.id) not in reader.ids(status="open")
    assert reader.ids(status="open,closed", service_code="", start_date="") == recent
    assert reader.ids(service_code="pothole,rocket") == []
    # an id list overrides every other argument, good or bad
    assert set(reader.ids(service_request_id=f"{ids[4]},{ids[0]},,99999999,x", status="nonsense")) == {ids[4], ids[0]}
    # bounds are inclusive, to the second that is shown
    shown = stamp(old[1].opened_at)
    assert reader.ids(start_date=shown, end_date=shown) == [ids[1]]
    # one end alone: 90 days from there
    assert reader.ids(end_date=stamp(now - timedelta(days=350))) == [ids[4]]
    assert reader.ids(start_date=stamp(now - timedelta(days=401))) == [ids[4]]
    assert str(done.id) in reader.ids(start_date=stamp(now - timedelta(days=30)))
    # pages
    first = reader.ask("requests.json", page_size=2)
    assert first.headers["X-Total-Count"] == str(len(recent))
    assert 'rel="next"' in first.headers["Link"]
    pages = [reader.ids(page_size=2, page=page) for page in range(1, 6)]
    assert list(chain.from_iterable(pages)) == recent
    assert reader.ids(page=50) == []
    # by when something last happened
    assert reader.ids(updated_after=stamp(now - timedelta(days=3)), status="closed")[-1] == str(done.id)
    assert reader.ids(updated_before=stamp(now - timedelta(days=59)), page_size=5) == ids[1:4]
    assert reader.ids(updated_before=stamp(now - timedelta(days=91)), end_date=stamp(now - timedelta(days=80))) == [
        ids[3]
    ]


def test_the_city_speaking_moves_the_time_of_an_update(db, made, reader):
    now = clock.now()
    old = case(db, made, now - timedelta(days=50))
    said = now - timedelta(days=1)
    db.add(FollowUp(case_id=old.id, agency_id=made.sanitation.id, words="On our list.", written_at=said))
    db.commit()
    assert reader.get(f"requests/{old.id}")[0]["updated_datetime"] == stamp(said)
    assert str(old.id) in reader.ids(updated_after=stamp(said), updated_before=stamp(said))
    assert str(old.id) not in reader.ids(updated_after=stamp(said + timedelta(seconds=1)))


@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"start_date": "2026-01-01"}, "with its zone"),
        ({"start_date": "2026-01-01T00:00:00"}, "with its zone"),
        ({"end_date": "0000-01-01T00:00:00Z"}, "with its zone"),
        ({"end_date": "2026-02-30T00:00:00Z"}, "with its zone"),
        ({"start_date": "0001-01-01T00:00:00+14:00"}, "with its zone"),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"}, "90 days"),
        ({"start_date": "2026-01-02T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, "after its end"),
        ({"updated_after": "2026-01-01T00:00:00Z", "updated_before": "2026-05-02T00:00:00Z"}, "90 days"),
        ({"status": "in_progress"}, "open, closed"),
        ({"page": "0"}, "from 1"),
        ({"page_size": "1001"}, "1000"),
        ({"page_size": "x", "status": "y"}, "1000"),
    ],
)
def test_a_wrong_argument_is_told_in_the_format_asked_for(reader, arguments, words):
    said = reader.get("requests", expect=400, **arguments)
    assert words in " ".join(error["description"] for error in said)
    assert {error["code"] for error in said} == {400}


@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
def test_ends_of_time_and_unknown_addresses(reader):
    assert reader.get("requests", start_date="9999-12-31T23:59:59Z") == []
    assert reader.get("requests", end_date="9999-12-31T23:59:59Z") == []
    assert reader.get("requests", end_date="0001-01-01T00:00:00Z") == []
    assert reader.get("requests", start_date="2026-01-01T00:00:00Z", end_date="2026-04-01T00:00:00Z") == []
    assert reader.get("nothing", expect=404)[0]["code"] == 404
    assert reader.ask("requests.yaml", expect=404).content_type == "text/xml"
    broken = reader.app.get("/open311/v2/requests.json?status=%ff", status=400)
    assert broken.json[0]["code"] == 400


def test_updates_tell_the_citys_words_without_turning_closed_into_fixed(db, made, reader):
    words = {update["description"]: update for update in reader.get("servicerequestupdates")}
    said, closed = words["A crew comes on Tuesday."], words["We cleared it."]
    assert (said["service_request_id"], said["status"]) == (str(made.cases["case"].id), "unchanged")
    assert (closed["status"], closed["external_status_code"]) == ("closed", "done")
    assert closed["customer_reference"] == made.cases["closed"].reference
    yesterday = stamp(clock.now() - timedelta(days=1))
    assert reader.get("servicerequestupdates", end_date=yesterday) == []
    assert len(reader.get("servicerequestupdates", start_date=yesterday, page_size=1, page=2)) == 1
    assert reader.get("servicerequestupdates", expect=400, start_date="yesterday")[0]["code"] == 400


def test_a_request_that_neighbors_opened_again_says_so_among_its_updates(db, made, reader):
    case, now = made.cases["closed"], clock.now()
    db.add_all(
        Step(case_id=case.id, kind=kind, at=now + timedelta(seconds=5)) for kind in ("reopened", "place_given", "taken")
    )
    db.commit()
    until = stamp(now + timedelta(minutes=1))
    told = [
        one for one in reader.get("servicerequestupdates", end_date=until) if one["service_request_id"] == str(case.id)
    ]
    assert [(one["status"], one["description"]) for one in told] == [
        ("closed", "We cleared it."),
        ("reopen", "Neighbors looked and say that this is still there."),
        ("reopen", "A neighbor gave a better place."),
    ]
    assert len({one["update_id"] for one in told}) == 3
    pages = [reader.get("servicerequestupdates", end_date=until, page_size=1, page=page) for page in (1, 2, 3, 4, 5)]
    assert [one["update_id"] for page in pages for one in page] == [
        one["update_id"] for one in reader.get("servicerequestupdates", end_date=until)
    ]
